package io.whopship.adapter.cloudflare.workerd;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyOptions;
import io.whopship.ports.driven.PortException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The listener that visitors reach: a server and a client on each event loop, so that a request
 * stays on the loop that took it.
 */
final class Front extends VerticleBase {

  /** Workers take 128 KiB of headers and 16 KiB of URL. */
  private static final int MAX_HEADER_BYTES = 128 * 1024;
  private static final int MAX_URL_BYTES = 16 * 1024;
  /** A connection on which nothing moves is closed: WebSockets and event streams must move. */
  private static final int IDLE_SECONDS = 10 * 60;
  /** workerd closes a connection that was idle for 15 s; a request must not meet that moment. */
  private static final int UPSTREAM_KEEP_ALIVE_SECONDS = 10;
  /** To one process, from one event loop; each event stream and WebSocket holds one. */
  private static final int MAX_UPSTREAM_CONNECTIONS = 4096;

  /** For requests under way when the server itself ends. */
  private static final int CLOSING_SECONDS = 2;

  private final WorkerdSettings settings;
  private final RouteTable routes;
  private final WorkerProcesses processes;
  private final Builds builds;
  private final FrontFigures figures;
  private @Nullable HttpServer server;

  private Front(WorkerdSettings settings, RouteTable routes, WorkerProcesses processes,
      Builds builds, FrontFigures figures) {
    this.settings = settings;
    this.routes = routes;
    this.processes = processes;
    this.builds = builds;
    this.figures = figures;
  }

  /**
   * Listens, until Vert.x is closed. Answers the port. Throws {@link PortException.Unavailable} if
   * it is taken.
   */
  static int open(Vertx vertx, WorkerdSettings settings, RouteTable routes,
      WorkerProcesses processes, Builds builds, FrontFigures figures) {
    List<Front> loops = new CopyOnWriteArrayList<>();
    DeploymentOptions everyLoop = new DeploymentOptions()
        .setThreadingModel(ThreadingModel.EVENT_LOOP)
        .setInstances(Runtime.getRuntime().availableProcessors());
    try {
      vertx.deployVerticle(() -> {
        Front loop = new Front(settings, routes, processes, builds, figures);
        loops.add(loop);
        return loop;
      }, everyLoop).toCompletionStage().toCompletableFuture().join();
      return loops.getFirst().port();
    } catch (CompletionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw new PortException.Unavailable("The sites' address " + settings.frontHost() + ":"
          + settings.frontPort() + " cannot be used: " + cause.getMessage()
          + ". Is another server running there? Choose another port.", cause);
    }
  }

  private int port() {
    return Objects.requireNonNull(server).actualPort();
  }

  @Override
  public Future<?> start() {
    SiteProxy site = new SiteProxy(routes, processes, builds, figures, settings, context);
    HttpProxy proxy = HttpProxy
        .reverseProxy(new ProxyOptions().setSupportWebSocket(true), client())
        .addInterceptor(site, true)
        .origin(site);
    HttpServer listening = vertx.createHttpServer(serverOptions()).requestHandler(proxy);
    server = listening;
    return listening.listen(address());
  }

  @Override
  public Future<?> stop() {
    return server == null
        ? Future.succeededFuture()
        : server.shutdown(CLOSING_SECONDS, TimeUnit.SECONDS);
  }

  private SocketAddress address() {
    return settings.frontPort() == 0
        ? SocketAddress.sharedRandomPort(1, settings.frontHost()) // one for all event loops
        : SocketAddress.inetSocketAddress(settings.frontPort(), settings.frontHost());
  }

  private static HttpServerOptions serverOptions() {
    return new HttpServerOptions().setMaxHeaderSize(MAX_HEADER_BYTES)
        .setMaxInitialLineLength(MAX_URL_BYTES)
        .setIdleTimeout(IDLE_SECONDS)
        .setHandle100ContinueAutomatically(true)
        .setHttp2ClearTextEnabled(false);
  }

  private HttpClient client() {
    return vertx.createHttpClient(
        new HttpClientOptions().setMaxHeaderSize(MAX_HEADER_BYTES)
            .setKeepAliveTimeout(UPSTREAM_KEEP_ALIVE_SECONDS),
        new PoolOptions().setHttp1MaxSize(MAX_UPSTREAM_CONNECTIONS));
  }
}
