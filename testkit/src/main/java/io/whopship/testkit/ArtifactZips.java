package io.whopship.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Objects;

/** Small artifacts that a real Workers runtime takes, to begin with. */
public final class ArtifactZips {

  /** One transparent pixel. */
  private static final byte[] LOGO = Base64.getDecoder()
      .decode(
          "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5E"
              + "rkJggg==");

  private ArtifactZips() {}

  /**
   * A worker of one module with three assets and a {@code meta.json}. It answers:
   *
   * <ul>
   * <li>{@code /} HTML with the version
   * <li>{@code /api/version} {@code {"version": ...}}
   * <li>{@code /api/env} all bindings that are texts, as JSON
   * <li>{@code /api/echo} method, url, headers and body, as JSON
   * <li>{@code /api/stream} five chunks, 100 ms apart
   * <li>{@code /api/slow?ms=} after so many milliseconds
   * <li>{@code /api/status?code=} with this status
   * <li>{@code /api/throw} by throwing
   * <li>{@code /api/ws} WebSocket: {@code echo:} and the message
   * <li>everything else 404
   * </ul>
   */
  public static ArtifactZip helloWorker(String version) {
    return withWorker(helloSource(version))
        .built("assets/logo.png", LOGO)
        .built("assets/about.html", "<!doctype html><title>About</title><h1>About</h1>\n")
        .built("assets/_next/static/app.css", "body { margin: 0 }\n");
  }

  /** A worker that the runtime takes, but that throws at each request. */
  public static ArtifactZip throwingWorker() {
    return withWorker("""
        export default {
          fetch() {
            throw new Error("thrown on purpose");
          },
        };
        """);
  }

  /** A worker that no runtime takes: its script is no JavaScript. */
  public static ArtifactZip brokenWorker() {
    return withWorker("export default { fetch( }\n");
  }

  private static ArtifactZip withWorker(String source) {
    return ArtifactZip.empty().built("worker/index.js", source).meta("""
        {
          "nextVersion": "16.0.0",
          "opennextVersion": "1.20.0",
          "wranglerVersion": "4.164.0",
          "nodeVersion": "22.0.0",
          "buildTime": 45000
        }
        """);
  }

  /** The script of {@link #helloWorker}. */
  public static String helloSource(String version) {
    if (!version.matches("[A-Za-z0-9_.-]{1,64}")) {
      throw new IllegalArgumentException(
          "version must be 1 to 64 of A-Z a-z 0-9 _ . -, but is '" + version + "'");
    }
    try (InputStream script = Objects
        .requireNonNull(ArtifactZips.class.getResourceAsStream("hello-worker.js"))) {
      return new String(script.readAllBytes(), UTF_8).replace("%VERSION%", version);
    } catch (IOException e) {
      throw new UncheckedIOException("the test kit lacks its own resource", e);
    }
  }
}
