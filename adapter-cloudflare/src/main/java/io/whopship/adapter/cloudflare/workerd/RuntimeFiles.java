package io.whopship.adapter.cloudflare.workerd;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** The platform's own workers and its supervisor script, as files for workerd and the shell. */
record RuntimeFiles(Path directory) {

  static final String ASSETS_WORKER = "assets-worker.js";
  static final String ASSETS_HTML = "assets-html.js";
  static final String ASSETS_RULES = "assets-rules.js";
  static final String CACHE_WORKER = "cache-worker.js";
  static final String OUTBOUND_WORKER = "outbound-worker.js";
  static final String TAIL_WORKER = "tail-worker.js";
  private static final String SUPERVISOR = "supervise.sh";

  static RuntimeFiles in(Path stateDirectory) {
    return new RuntimeFiles(stateDirectory.resolve("runtime"));
  }

  /** Writes what is not there yet, or came from another version of the server. */
  void write() throws IOException {
    Files.createDirectories(directory);
    for (String name : List.of(ASSETS_WORKER, ASSETS_HTML, ASSETS_RULES, CACHE_WORKER,
        OUTBOUND_WORKER, TAIL_WORKER, SUPERVISOR)) {
      byte[] content = resource(name);
      Path file = directory.resolve(name);
      if (!Files.exists(file) || !Arrays.equals(content, Files.readAllBytes(file))) {
        Path arriving = Files.createTempFile(directory, name, null);
        Files.write(arriving, content);
        Files.move(arriving, file, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  Path supervisor() {
    return directory.resolve(SUPERVISOR);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(RuntimeFiles.class.getResourceAsStream(name),
        name)) {
      return in.readAllBytes();
    }
  }
}
