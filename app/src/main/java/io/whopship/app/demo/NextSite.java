package io.whopship.app.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The example app, built with Next.js and OpenNext while one waits. */
public final class NextSite implements DemoSite {

  private static final Pattern LABEL = Pattern.compile("id=\"label\"[^>]*>([^<]*)<");

  private final Path example;
  private final PrintWriter out;

  /** Throws {@link IllegalStateException} if the example is not in this folder of the project. */
  public NextSite(Path home, PrintWriter out) {
    this.example = home.resolve("examples").resolve("next-app");
    this.out = out;
    if (!Files.isRegularFile(script())) {
      throw new IllegalStateException(
          "The example app is not in " + example + ": run this from a checkout of the project.");
    }
  }

  private Path script() {
    return example.resolve("artifact");
  }

  @Override
  public String name() {
    return "next";
  }

  @Override
  public byte[] artifact(String version) {
    out.printf("   building %s with Next.js and OpenNext (a minute or two the first time)...%n",
        example);
    out.flush();
    try {
      Path zip = Files.createTempFile("whopship-next-", ".zip");
      try {
        build(List.of("node", script().toString(), "--shape", "tree", "--cache", "kv", "--label",
            version, "--deployment-id", "build-" + version, "--out", zip.toString()));
        return Files.readAllBytes(zip);
      } finally {
        Files.deleteIfExists(zip);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void build(List<String> command) throws IOException {
    // What it prints is for whoever watches the demo.
    Process process = new ProcessBuilder(command).inheritIO().start();
    try {
      int status = process.waitFor();
      if (status != 0) {
        throw new IllegalStateException(
            String.join(" ", command) + " ended with status " + status);
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public String versionPath() {
    return "/ssr";
  }

  @Override
  public String version(String page) {
    Matcher matcher = LABEL.matcher(page);
    return matcher.find() ? matcher.group(1) : "";
  }
}
