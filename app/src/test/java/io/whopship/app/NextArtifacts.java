package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Artifacts of the example app, built with Next.js and OpenNext as its users would build theirs.
 */
final class NextArtifacts {

  private static final Path EXAMPLE = Path.of("..", "examples", "next-app").toAbsolutePath();
  private static final int MINUTES = 10;

  private final Path folder;

  NextArtifacts(Path folder) {
    this.folder = folder;
  }

  /**
   * Builds a version, whose pages show its label, and which Next.js knows as {@code build-<label>}.
   */
  byte[] build(String label, String shape, String cache) throws Exception {
    Path zip = folder.resolve(label + "-" + shape + "-" + cache + ".zip");
    List<String> command = new ArrayList<>(List.of("node", EXAMPLE.resolve("artifact").toString(),
        "--shape", shape, "--cache", cache, "--label", label, "--deployment-id", "build-" + label,
        "--out", zip.toString()));
    Path output = folder.resolve("output.txt");
    Process process = new ProcessBuilder(command).redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
    assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).as("%s ends", command).isTrue();
    assertThat(process.exitValue()).as("%s: %s", command, lastOf(output)).isZero();
    return Files.readAllBytes(zip);
  }

  private static String lastOf(Path output) throws IOException {
    String text = Files.readString(output);
    return text.substring(Math.max(0, text.length() - 4000));
  }
}
