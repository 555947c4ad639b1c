package io.whopship.adapter.cloudflare.dispatch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.whopship.adapter.cloudflare.dispatch.AccountPlatform.UploadedDispatcher;
import io.whopship.adapter.cloudflare.workerd.ConfiguredWorkerd;
import io.whopship.adapter.cloudflare.workerd.UploadedWorkers;
import io.whopship.ports.model.identity.Secret;
import io.whopship.testkit.cloudflare.FakeCloudflare;
import io.whopship.testkit.cloudflare.UploadedScript;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what was uploaded, as Cloudflare would: the dispatcher on one workerd, which reads its
 * records from the platform, and each script that it asks for on another, started when it first
 * does so.
 */
public final class CloudflareRuntime implements AutoCloseable {

  /** What tells the dispatcher the scheme of the visitor's URL. */
  public static final String SCHEME_HEADER = UploadedWorkers.SCHEME_HEADER;

  private static final Logger log = LoggerFactory.getLogger(CloudflareRuntime.class);

  private static final String WORKERS = "/~workers/";

  /** What is uploaded and written, as the edge of Cloudflare sees it now. */
  public interface Platform {

    /** The script of this name in the dispatch namespace. */
    Optional<UploadedScript> script(String name);

    /** A value in the KV namespace of the routes. */
    Optional<byte[]> route(String key);

    /** What was written to a KV namespace of an app. */
    default Map<String, byte[]> keyValues(String namespaceId) {
      return Map.of();
    }
  }

  private final Platform platform;
  private final Vertx vertx;
  private final UploadedWorkers workers;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final ConfiguredWorkerd dispatcher;

  private CloudflareRuntime(Platform platform, String script, Secret probeSecret, Path directory,
      String siteDomain) throws IOException {
    this.platform = platform;
    this.vertx = Vertx.vertx();
    this.workers = UploadedWorkers.in(directory.resolve("workers"), siteDomain,
        platform::keyValues);
    HttpServer control = vertx.createHttpServer()
        .requestHandler(request -> Thread.ofVirtual().start(() -> control(request)))
        .listen(0, "127.0.0.1")
        .await();
    Path home = Files.createDirectories(directory.resolve("dispatcher"));
    for (String module : List.of("runtime-main.js", "dispatch-namespace.js")) {
      try (InputStream in = Objects
          .requireNonNull(CloudflareRuntime.class.getResourceAsStream(module), module)) {
        Files.copy(in, home.resolve(module));
      }
    }
    Files.writeString(home.resolve(Dispatcher.MODULE), script);
    this.dispatcher = ConfiguredWorkerd.start(home,
        configuration(control.actualPort(), probeSecret), 2);
  }

  /**
   * Starts the dispatcher of this version.
   *
   * @param probeSecret letters and digits
   * @param directory empty
   * @param siteDomain the domain under which all sites are: what a worker fetches from there comes
   * to the dispatcher
   */
  public static CloudflareRuntime start(Platform platform, Secret probeSecret, Path directory,
      String siteDomain) {
    try {
      return new CloudflareRuntime(platform, Dispatcher.script(), probeSecret, directory,
          siteDomain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts the dispatcher that somebody uploaded into the account, with what it is bound to there.
   *
   * @param dispatcher what it is called
   */
  public static CloudflareRuntime start(FakeCloudflare cloudflare, String dispatcher,
      Path directory, String siteDomain) {
    UploadedDispatcher uploaded = UploadedDispatcher.of(cloudflare, dispatcher);
    try {
      return new CloudflareRuntime(uploaded.platform(), uploaded.script(), uploaded.probeSecret(),
          directory, siteDomain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String configuration(int control, Secret probeSecret) {
    return """
        using Workerd = import "/workerd/workerd.capnp";

        const config :Workerd.Config = (
          services = [
            (name = "dispatcher", worker = .dispatcher),
            (name = "control", external = (address = "127.0.0.1:%1$d", http = ())),
            (name = "workers", network = (allow = ["local"])),
          ],
          sockets = [
            (name = "visitors", address = "127.0.0.1:0", service = "dispatcher",
              http = (forwardedProtoHeader = "%2$s")),
            (name = "self", address = "127.0.0.1:0",
              service = (name = "dispatcher", entrypoint = "SelfDoor"),
              http = (forwardedProtoHeader = "%2$s")),
          ],
          extensions = [(modules = [
            (name = "runtime:namespace", internal = true, esModule = embed "dispatch-namespace.js"),
          ])],
        );

        const dispatcher :Workerd.Worker = (
          modules = [
            (name = "runtime-main.js", esModule = embed "runtime-main.js"),
            (name = "dispatcher.js", esModule = embed "dispatcher.js"),
          ],
          compatibilityDate = "%3$s",
          compatibilityFlags = ["enable_ctx_exports"],
          bindings = [
            (name = "ROUTES", kvNamespace = "control"),
            (name = "PROBE_SECRET", text = "%4$s"),
            (name = "DISPATCHER", wrapped = (moduleName = "runtime:namespace", innerBindings = [
              (name = "control", service = "control"),
              (name = "workers", service = "workers"),
            ])),
          ],
        );
        """
        .formatted(control, SCHEME_HEADER, Dispatcher.COMPATIBILITY_DATE, probeSecret.reveal());
  }

  /** Starts a script, and answers in one line why it did not; empty if it did. */
  public Optional<String> startFailure(UploadedScript script) {
    try {
      workers.port(script, dispatcher.port("visitors"), dispatcher.port("self"));
      return Optional.empty();
    } catch (IllegalStateException e) {
      return Optional.of(String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
    }
  }

  /** Where visitors of all sites are awaited, on 127.0.0.1. */
  public int port() {
    return dispatcher.port("visitors");
  }

  /** What the dispatcher asked the namespace for: names, and the options as JSON. */
  public List<String> asked() {
    return asked;
  }

  private void control(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    try {
      String path = URLDecoder.decode(Objects.requireNonNull(request.path()), UTF_8);
      if (path.startsWith(WORKERS)) {
        place(path.substring(WORKERS.length()), request);
      } else {
        platform.route(path.substring(1))
            .ifPresentOrElse(value -> response.end(Buffer.buffer(value)),
                () -> response.setStatusCode(404).end());
      }
    } catch (RuntimeException e) {
      log.error("runtime cannot answer path={}", request.path(), e);
      response.setStatusCode(500).end(String.valueOf(e.getMessage()));
    }
  }

  private void place(String name, HttpServerRequest request) {
    asked.add(name + " " + request.getParam("options"));
    Optional<UploadedScript> script = platform.script(name);
    if (script.isEmpty()) {
      request.response().setStatusCode(404).end();
      return;
    }
    int port = workers.port(script.get(), dispatcher.port("visitors"), dispatcher.port("self"));
    request.response().end(Integer.toString(port));
  }

  @Override
  public void close() {
    dispatcher.close();
    workers.close();
    vertx.close().await();
  }
}
