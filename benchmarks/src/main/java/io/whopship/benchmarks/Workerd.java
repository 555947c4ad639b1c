package io.whopship.benchmarks;

import io.whopship.testkit.ArtifactZips;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The runtime alone with the hello worker, and nothing of ours around it. */
final class Workerd {

  private Workerd() {}

  /** From the start of the process to its first 200. */
  static Duration startTime(Folder folder) {
    int port = Program.freePort();
    folder.install(ArtifactZips.class, "hello-worker.js", Map.of());
    Path config = folder.install(Workerd.class, "workerd.capnp", Map.of("port", port));
    return startTime(folder, config, port, "/api/version");
  }

  /** The same with a configuration that names one socket, {@code http}. */
  static Duration startTime(Folder folder, Path config, int port, String path) {
    long began = System.nanoTime();
    Program program = Program.start(List.of(binary().toString(), "serve",
        "--socket-addr=http=127.0.0.1:" + port, config.toString()), Map.of(),
        folder.path().resolve("workerd.log"));
    try {
      KeepAlive.untilServed(port, "localhost", path, Duration.ofSeconds(10));
      return Duration.ofNanos(System.nanoTime() - began);
    } finally {
      program.close();
    }
  }

  static Path binary() {
    String configured = System.getenv("WHOPSHIP_WORKERD");
    if (configured != null) {
      return Path.of(configured);
    }
    Path packages = WhopShip.HOME.resolve("adapter-cloudflare/workerd/node_modules/@cloudflare");
    try (Stream<Path> found = Files.list(packages)) {
      return found.map(directory -> directory.resolve("bin/workerd"))
          .filter(Files::isExecutable)
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("there is no workerd in " + packages));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
