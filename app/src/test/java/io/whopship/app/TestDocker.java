package io.whopship.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The Docker Engine of the agent's tests, told what to do by Docker's own command. */
final class TestDocker implements AutoCloseable {

  private final Path folder;
  private final Process script;

  private TestDocker(Path folder, Process script) {
    this.folder = folder;
    this.script = script;
  }

  /** An engine of its own, for root alone; skips the test if such tests are switched off. */
  static TestDocker start() throws IOException {
    assumeFalse("off".equals(System.getProperty("whopship.docker.tests")),
        "the tests against a Docker Engine are switched off");
    Path folder = Files.createTempDirectory("whopship-docker");
    Path engine = Path.of(System.getProperty("whopship.home"), "agent/src/test/docker/engine.sh");
    Path log = folder.resolve("script.log");
    TestDocker docker = new TestDocker(folder,
        new ProcessBuilder("sh", engine.toString(), folder.toString())
            .redirectOutput(log.toFile())
            .redirectErrorStream(true)
            .start());
    await().atMost(Duration.ofSeconds(60))
        .until(() -> !docker.script.isAlive() || Files.readString(log).contains("ready"));
    assertThat(docker.script.isAlive()).as(Files.readString(log)).isTrue();
    return docker;
  }

  String address() {
    return "unix://" + folder.resolve("docker.sock");
  }

  /** Starts a container that runs a script of BusyBox's shell. */
  void run(String name, String shell) {
    command("run", "--detach", "--name", name, "--network", "none", "--stop-signal", "KILL",
        "whopship-test", "/bin/busybox", "sh", "-c", shell);
  }

  /** Makes a file in a running container, for which its script may wait. */
  void touch(String container, String file) {
    command("exec", container, "/bin/busybox", "touch", file);
  }

  /** All that a container has printed. */
  List<String> printed(String container) {
    return command("logs", container).lines().toList();
  }

  void remove(String container) {
    command("rm", "--force", container);
  }

  private String command(String... arguments) {
    try {
      Process process = new ProcessBuilder(
          Stream.concat(Stream.of("docker", "--host", address()), Stream.of(arguments)).toList())
          .redirectErrorStream(true)
          .start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
      return output;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The script ends the engine and its containers once nobody can tell it anything more. */
  @Override
  public void close() throws IOException {
    script.getOutputStream().close();
    await().atMost(Duration.ofSeconds(30)).until(() -> !script.isAlive());
  }
}
