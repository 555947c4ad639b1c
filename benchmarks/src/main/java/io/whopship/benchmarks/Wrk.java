package io.whopship.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** wrk, one thread, as fast as the other side answers. */
final class Wrk {

  private static final String RESULT = "RESULT ";

  private final Path script;

  Wrk(Folder folder) {
    this.script = folder.install(Wrk.class, "wrk.lua", Map.of());
  }

  /** Latencies in milliseconds; failed are answers other than 2xx and 3xx, and lost connections. */
  record Result(double perSecond, double median, double percentile99, long failed) {}

  /** Asks a site for its version; so many different visitors take turns, 0: without a cookie. */
  Result run(int port, int connections, int seconds, int visitors) {
    return run(port, "/api/version", connections, seconds, visitors);
  }

  Result run(int port, String path, int connections, int seconds, int visitors) {
    return run(port, path, connections, seconds, visitors, "none");
  }

  /** The same, by somebody with this token. */
  Result run(int port, String path, int connections, int seconds, int visitors, String token) {
    try {
      Process wrk = new ProcessBuilder("wrk", "-t1", "-c" + connections, "-d" + seconds, "-s",
          script.toString(), "-H", "Host: hello.localhost", "-H", "Authorization: Bearer " + token,
          "http://127.0.0.1:" + port + path, "--", "" + visitors)
          .redirectErrorStream(true)
          .start();
      List<String> output = wrk.inputReader(StandardCharsets.UTF_8).lines().toList();
      wrk.waitFor();
      return output.stream()
          .filter(line -> line.startsWith(RESULT))
          .findFirst()
          .map(Wrk::parse)
          .orElseThrow(() -> new IllegalStateException("wrk said " + output));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static Result parse(String line) {
    String[] figures = line.substring(RESULT.length()).split(" ", -1);
    return new Result(Double.parseDouble(figures[0]), Double.parseDouble(figures[1]),
        Double.parseDouble(figures[2]), Long.parseLong(figures[3]));
  }
}
