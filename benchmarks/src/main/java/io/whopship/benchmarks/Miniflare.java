package io.whopship.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** An app in miniflare, Cloudflare's own local runtime, in Node; around the same workerd. */
record Miniflare(Program program, int port, Duration startTime) implements AutoCloseable {

  private static final Path PACKAGES = WhopShip.HOME
      .resolve("adapter-cloudflare/src/test/miniflare");

  /** Starts it and waits until it answers 200 to this path. */
  static Miniflare start(Folder folder, Path artifact, String path) {
    Path script = folder.install(Miniflare.class, "miniflare-next.cjs", Map.of());
    int port = Program.freePort();
    long began = System.nanoTime();
    Program program = Program.start(
        List.of("node", script.toString(), PACKAGES.toString(), artifact.toString(), "" + port),
        Map.of("MINIFLARE_WORKERD_PATH", Workerd.binary().toString()),
        folder.path().resolve("miniflare.log"));
    try {
      KeepAlive.untilServed(port, "localhost", path, WhopShip.PATIENCE);
    } catch (RuntimeException e) {
      program.close();
      throw e;
    }
    return new Miniflare(program, port, Duration.ofNanos(System.nanoTime() - began));
  }

  @Override
  public void close() {
    program.close();
  }
}
