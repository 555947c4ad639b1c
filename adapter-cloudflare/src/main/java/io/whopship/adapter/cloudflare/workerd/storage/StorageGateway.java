package io.whopship.adapter.cloudflare.workerd.storage;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.whopship.adapter.cloudflare.workerd.keys.Keys;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.AppId;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the KV and R2 bindings of workers on this machine lead: a listener on the loopback address
 * that speaks workerd's own protocols. In a worker's configuration a binding
 *
 * <pre>{@code
 * (name = "CACHE", kvNamespace = "kv-1")      # or r2Bucket = "r2-1"
 * }</pre>
 *
 * names a service
 *
 * <pre>{@code
 * (name = "kv-1", external = (address = "127.0.0.1:<port>",
 *   http = (injectRequestHeaders = [(name = "X-WhopShip-Storage", value = "<token>")])))
 * }</pre>
 *
 * whose token, a {@link Grant}, says app and namespace: other users of this machine have none.
 *
 * <p>
 * Each request has a virtual thread, and in memory at most 128 KiB of what it carries or fetches,
 * however large and however slow the worker; an app has at most {@value #MAX_UNDER_WAY} at once.
 */
public final class StorageGateway implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StorageGateway.class);

  private static final String HOST = "127.0.0.1";
  static final int MAX_UNDER_WAY = 512;
  /** Of all apps, also of whoever has no token. */
  private static final int MAX_CONNECTIONS = 4096;
  /** A list's prefix and cursor may be as long as a key, each byte of it encoded. */
  private static final int MAX_HEADER_BYTES = 64 * 1024;
  private static final int MAX_URL_BYTES = 16 * 1024;
  private static final int MAX_CHUNK_BYTES = 16 * 1024;
  /** A connection on which nothing moves. */
  private static final int IDLE_SECONDS = 120;
  private static final int CLOSING_SECONDS = 2;

  private final Keys<Namespace> grants = new Keys<>();
  private final Map<AppId, Semaphore> crowds = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
      Thread.ofVirtual().name("storage-", 0).factory());
  private final Protocol kv;
  private final Protocol r2;
  private final HttpServer server;
  private final int maxConnections;
  private final AtomicInteger connections = new AtomicInteger();

  private StorageGateway(Vertx vertx, AppStorage storage, int maxConnections) {
    this.maxConnections = maxConnections;
    this.kv = new KvProtocol(storage);
    this.r2 = new R2Protocol(storage);
    this.server = vertx.createHttpServer(new HttpServerOptions().setHost(HOST)
        .setPort(0)
        .setMaxHeaderSize(MAX_HEADER_BYTES)
        .setMaxInitialLineLength(MAX_URL_BYTES)
        .setMaxChunkSize(MAX_CHUNK_BYTES)
        .setIdleTimeout(IDLE_SECONDS)
        .setHttp2ClearTextEnabled(false))
        .connectionHandler(this::count)
        .requestHandler(this::take);
  }

  /**
   * Listens on a free port. Throws {@link PortException.Unavailable} if there is none. The storage
   * stays the caller's, who closes it after the gateway.
   */
  public static StorageGateway start(Vertx vertx, AppStorage storage) {
    return start(vertx, storage, MAX_CONNECTIONS);
  }

  static StorageGateway start(Vertx vertx, AppStorage storage, int maxConnections) {
    StorageGateway gateway = new StorageGateway(vertx, storage, maxConnections);
    try {
      gateway.server.listen().toCompletionStage().toCompletableFuture().join();
      return gateway;
    } catch (CompletionException e) {
      throw new PortException.Unavailable("The apps' storage cannot listen on " + HOST + ": "
          + e.getMessage(), e);
    }
  }

  public int port() {
    return server.actualPort();
  }

  /** Lets whoever has the token use the namespace, until it is revoked or this is closed. */
  public Grant grant(Namespace namespace) {
    return new Grant(namespace, grants.add(namespace));
  }

  /** Requests under way end as they would have. Revoking again does nothing. */
  public void revoke(Grant grant) {
    grants.remove(grant.token());
  }

  private void count(HttpConnection connection) {
    connection.closeHandler(closed -> connections.decrementAndGet());
    if (connections.incrementAndGet() > maxConnections) {
      log.debug("storage connection refused max={}", maxConnections);
      connection.close();
    }
  }

  private void take(HttpServerRequest request) {
    String token = request.getHeader(Grant.HEADER);
    Optional<Namespace> namespace = token == null ? Optional.empty() : grants.find(token);
    if (namespace.isEmpty()) {
      request.response().setStatusCode(403).putHeader("Connection", "close").end();
      return;
    }
    Exchange exchange = new Exchange(request);
    threads.execute(() -> enter(exchange, namespace.get()));
  }

  private void enter(Exchange exchange, Namespace namespace) {
    Protocol protocol = switch (namespace.kind()) {
      case KV -> kv;
      case R2 -> r2;
    };
    Semaphore crowd = crowds.computeIfAbsent(namespace.app(),
        app -> new Semaphore(MAX_UNDER_WAY));
    boolean entered = crowd.tryAcquire();
    try {
      if (entered) {
        serve(exchange, namespace, protocol);
      } else {
        exchange.closeAfterwards();
        protocol.refuse(exchange, protocol.tooMany("More than " + MAX_UNDER_WAY
            + " operations of this app are under way. Await some before you start others."));
      }
    } catch (IOException e) {
      log.debug("storage request broken off namespace={}", namespace, e);
      exchange.breakOff();
    } finally {
      if (entered) {
        crowd.release();
      }
    }
  }

  private static void serve(Exchange exchange, Namespace namespace, Protocol protocol)
      throws IOException {
    try {
      protocol.serve(exchange, namespace);
    } catch (RefusedException e) {
      protocol.refuse(exchange, e);
    } catch (StorageFullException e) {
      log.debug("storage is full namespace={} reason=\"{}\"", namespace, e.getMessage());
      protocol.refuse(exchange, protocol.full(e));
    } catch (WorkerGoneException e) {
      throw e;
    } catch (RuntimeException | IOException e) {
      if (exchange.isAnswered()) {
        throw e instanceof IOException io ? io : new IOException(e);
      }
      log.error("storage failed namespace={}", namespace, e);
      protocol.refuse(exchange, protocol.failed());
    }
  }

  @Override
  public void close() {
    server.shutdown(CLOSING_SECONDS, TimeUnit.SECONDS)
        .toCompletionStage()
        .toCompletableFuture()
        .join();
    threads.shutdown(); // an interrupt could close the file of the index
    try {
      if (!threads.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
        log.warn("operations of the apps' storage do not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
