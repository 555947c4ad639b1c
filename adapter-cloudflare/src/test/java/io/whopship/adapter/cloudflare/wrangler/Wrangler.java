package io.whopship.adapter.cloudflare.wrangler;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.testkit.cloudflare.FakeCloudflare;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Cloudflare's own client in a project folder, speaking to a fake of the API. */
final class Wrangler {

  private static final Path CLI = Path
      .of("src/test/wrangler/node_modules/wrangler/wrangler-dist/cli.js")
      .toAbsolutePath();

  private final FakeCloudflare cloudflare;
  private final Path project;
  private final Path home;
  private String token;

  Wrangler(FakeCloudflare cloudflare, Path folder) throws IOException {
    this.cloudflare = cloudflare;
    this.project = Files.createDirectories(folder.resolve("project"));
    this.home = Files.createDirectories(folder.resolve("home"));
    this.token = cloudflare.token();
  }

  /** A command that has ended, with all it printed. */
  record Ended(int exit, String output) {

    String succeeded() {
      assertThat(exit).as("exit code; printed was: %s", output).isZero();
      return output;
    }

    String failed() {
      assertThat(exit).as("exit code; printed was: %s", output).isNotZero();
      return output;
    }
  }

  Wrangler with(String path, String content) throws IOException {
    return with(path, content.getBytes(StandardCharsets.UTF_8));
  }

  Wrangler with(String path, byte[] content) throws IOException {
    Path file = project.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    return this;
  }

  Wrangler withToken(String other) {
    token = other;
    return this;
  }

  Ended run(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("node", "--no-warnings", CLI.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(project.toFile())
        .redirectErrorStream(true)
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment()
        .putAll(Map.of("CLOUDFLARE_API_BASE_URL", cloudflare.baseUrl().toString(),
            "CLOUDFLARE_API_TOKEN", token, "CLOUDFLARE_ACCOUNT_ID", cloudflare.account(),
            "WRANGLER_SEND_METRICS", "false", "WRANGLER_HIDE_BANNER", "true", "HOME",
            home.toString(), "XDG_CONFIG_HOME", home.toString(), "NO_COLOR", "1"));
    Process process = builder.start();
    try (InputStream printed = process.getInputStream()) {
      String output = new String(printed.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).as("wrangler has ended").isTrue();
      return new Ended(process.exitValue(), output);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while wrangler ran", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
