package io.whopship.agent.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.whopship.ports.driven.PortException.Unavailable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A Docker Engine of the tests' own, one for all of them: it ends with their process. */
final class TestEngine {

  static final String IMAGE = "whopship-test";

  private static @Nullable TestEngine running;

  private final Path folder;
  private final Process script;
  private final DockerClient client;

  private TestEngine(Path folder) throws IOException {
    this.folder = folder;
    this.script = new ProcessBuilder("sh", Path.of("src", "test", "docker", "engine.sh")
        .toAbsolutePath()
        .toString(), folder.toString())
        .redirectOutput(folder.resolve("script.log").toFile())
        .redirectErrorStream(true)
        .start();
    this.client = DockerClientImpl.getInstance(
        new DefaultDockerClientConfig.Builder().withDockerHost("unix://" + socket())
            .withDockerTlsVerify(false)
            .build(),
        new ZerodepDockerHttpClient.Builder().dockerHost(settings().address()).build());
  }

  /** Starts it if it is not running yet. An engine that does not start fails the test. */
  static synchronized TestEngine running() {
    assumeFalse("off".equals(System.getProperty("whopship.docker.tests")),
        "the tests against a Docker Engine are switched off");
    if (running == null) {
      try {
        running = new TestEngine(Files.createTempDirectory("whopship-docker"));
        running.awaitReady();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return running;
  }

  private void awaitReady() {
    await().atMost(Duration.ofSeconds(60))
        .until(() -> !script.isAlive() || read("script.log").contains("ready"));
    if (!script.isAlive()) {
      throw new AssertionError("no Docker Engine could be started: " + read("script.log"));
    }
  }

  private boolean answers() {
    try (DockerHost host = new DockerHost(settings())) {
      host.ping();
      return true;
    } catch (Unavailable e) {
      return false;
    }
  }

  private String read(String file) {
    try {
      return Files.readString(folder.resolve(file), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path socket() {
    return folder.resolve("docker.sock");
  }

  DockerSettings settings() {
    return DockerSettings.at(socket());
  }

  DockerClient client() {
    return client;
  }

  /** The engine is killed; its containers go on. */
  void kill() {
    tell("kill");
    await().atMost(Duration.ofSeconds(10)).until(() -> !answers());
  }

  void startAgain() {
    tell("start");
    await().atMost(Duration.ofSeconds(60)).until(this::answers);
  }

  private void tell(String command) {
    try {
      OutputStream commands = script.getOutputStream();
      commands.write((command + "\n").getBytes(UTF_8));
      commands.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
