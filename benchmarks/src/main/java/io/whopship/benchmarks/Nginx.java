package io.whopship.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * nginx before the same workers, well set up: two processes, connections kept alive on both sides.
 * It splits as our front does, by a cookie that it mints for those who have none.
 */
record Nginx(Program program, int port) implements AutoCloseable {

  /** Sends everybody to one worker. */
  static Nginx before(int worker, Folder folder) {
    return start(worker, worker, "", "stable", folder);
  }

  /** Sends half of the visitors to the candidate. */
  static Nginx split(int stable, int candidate, Folder folder) {
    Path split = folder.install(Nginx.class, "nginx-split.conf", Map.of());
    return start(stable, candidate, "include " + split + ";", "$side", folder);
  }

  private static Nginx start(int stable, int candidate, String split, String upstream,
      Folder folder) {
    int port = Program.freePort();
    Path config = folder.install(Nginx.class, "nginx.conf", Map.of("stable", stable, "candidate",
        candidate, "split", split, "upstream", upstream, "port", port));
    Program program = Program.start(
        List.of("nginx", "-p", folder.path().toString(), "-c", config.toString()), Map.of(),
        folder.path().resolve("nginx.log"));
    KeepAlive.untilServed(port, "hello.localhost", "/api/version", Duration.ofSeconds(10));
    return new Nginx(program, port);
  }

  @Override
  public void close() {
    program.close();
  }
}
