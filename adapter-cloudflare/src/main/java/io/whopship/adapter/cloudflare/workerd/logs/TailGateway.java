package io.whopship.adapter.cloudflare.workerd.logs;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.whopship.adapter.cloudflare.workerd.keys.Keys;
import io.whopship.ports.driven.PortException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where tail workers tell what they heard: a listener on the loopback address. A key, which a
 * process adds to what its tail worker sends and no other worker can, says whose it is. The answer
 * to a batch comes late if many come, and until then a tail worker sends no other: so one release
 * cannot take more of this server than its {@value #BYTES_PER_SECOND} bytes a second.
 */
public final class TailGateway implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TailGateway.class);

  /** The header that carries the key. */
  public static final String HEADER = "X-WhopShip-Logs";

  private static final String HOST = "127.0.0.1";
  private static final int MAX_CONNECTIONS = 1024;
  private static final int IDLE_SECONDS = 60;
  private static final int MAX_BATCH_BYTES = 1 << 20;
  /** Two processes of a release may be there at once. */
  private static final int MAX_BATCHES = 2;
  private static final int BYTES_PER_SECOND = 4 << 20;
  /** What an event costs beside its bytes. */
  private static final int PER_EVENT = 256;

  private final Vertx vertx;
  private final Keys<Speaker> speakers = new Keys<>();
  private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
      Thread.ofVirtual().name("tail-", 0).factory());
  private final AtomicInteger connections = new AtomicInteger();
  private final HttpServer server;

  private TailGateway(Vertx vertx) {
    this.vertx = vertx;
    this.server = vertx.createHttpServer(new HttpServerOptions().setHost(HOST)
        .setPort(0)
        .setIdleTimeout(IDLE_SECONDS)
        .setHttp2ClearTextEnabled(false))
        .connectionHandler(this::count)
        .requestHandler(this::take);
  }

  /** Who has a key, and how many batches of it may be read at once. */
  private record Speaker(ReleaseLog log, Semaphore turns) {}

  /** Listens on a free port. Throws {@link PortException.Unavailable} if there is none. */
  public static TailGateway start(Vertx vertx) {
    TailGateway gateway = new TailGateway(vertx);
    try {
      gateway.server.listen().toCompletionStage().toCompletableFuture().join();
      return gateway;
    } catch (CompletionException e) {
      throw new PortException.Unavailable("What workers say cannot be listened to on " + HOST
          + ": " + e.getMessage(), e);
    }
  }

  public int port() {
    return server.actualPort();
  }

  /** A key with which to speak in this log, until it is revoked. */
  public String grant(ReleaseLog releaseLog) {
    return speakers.add(new Speaker(releaseLog, new Semaphore(MAX_BATCHES)));
  }

  public void revoke(String key) {
    speakers.remove(key);
  }

  private void count(HttpConnection connection) {
    connection.closeHandler(closed -> connections.decrementAndGet());
    if (connections.incrementAndGet() > MAX_CONNECTIONS) {
      log.debug("tail connection refused max={}", MAX_CONNECTIONS);
      connection.close();
    }
  }

  private void take(HttpServerRequest request) {
    String key = request.getHeader(HEADER);
    Optional<Speaker> speaker = key == null ? Optional.empty() : speakers.find(key);
    if (speaker.isEmpty()) {
      refuse(request, 403);
    } else if (!speaker.get().turns().tryAcquire()) {
      refuse(request, 429);
    } else {
      take(request, speaker.get());
    }
  }

  private static void refuse(HttpServerRequest request, int status) {
    request.response().setStatusCode(status).putHeader("Connection", "close").end();
  }

  private void take(HttpServerRequest request, Speaker speaker) {
    Turn turn = new Turn(request, speaker);
    Buffer body = Buffer.buffer();
    request.handler(chunk -> {
      if (body.length() + chunk.length() > MAX_BATCH_BYTES) {
        request.connection().close();
      } else {
        body.appendBuffer(chunk);
      }
    });
    request.exceptionHandler(broken -> turn.end());
    request.endHandler(whole -> threads.execute(() -> turn.take(body)));
  }

  /** One batch, from its first byte until it is answered or broken off. */
  private final class Turn {

    private final HttpServerRequest request;
    private final Speaker speaker;
    private final AtomicInteger open = new AtomicInteger(1);

    Turn(HttpServerRequest request, Speaker speaker) {
      this.request = request;
      this.speaker = speaker;
    }

    void take(Buffer body) {
      try {
        TailBatch batch = TailBatch.parse(body.toString());
        speaker.log().lose(batch.lost());
        speaker.log().add(batch.lines());
        answerLater(204, body.length() + PER_EVENT * batch.size());
      } catch (IllegalArgumentException e) {
        log.debug("a tail worker is not understood reason=\"{}\"", e.getMessage());
        answerLater(400, body.length() + PER_EVENT);
      }
    }

    private void answerLater(int status, int cost) {
      vertx.setTimer(Math.max(1, cost * 1000L / BYTES_PER_SECOND), due -> {
        end();
        if (!request.response().closed()) {
          request.response().setStatusCode(status).end();
        }
      });
    }

    void end() {
      if (open.getAndSet(0) == 1) {
        speaker.turns().release();
      }
    }
  }

  /** After the processes have ended. */
  @Override
  public void close() {
    server.close().toCompletionStage().toCompletableFuture().join();
    threads.close();
  }
}
