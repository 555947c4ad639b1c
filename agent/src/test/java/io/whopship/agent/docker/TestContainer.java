package io.whopship.agent.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import io.whopship.ports.model.agents.ContainerName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A real container that runs what it is told, at once. */
final class TestContainer implements AutoCloseable {

  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final TestEngine engine;
  private final ContainerName name;
  private final boolean terminal;
  private final Path folder;
  private String id;

  private TestContainer(TestEngine engine, String name, boolean terminal) {
    this.engine = engine;
    this.name = new ContainerName(name);
    this.terminal = terminal;
    try {
      this.folder = Files.createTempDirectory("whopship-container");
      new ProcessBuilder("mkfifo", folder.resolve("commands").toString()).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    this.id = create();
  }

  static TestContainer started(TestEngine engine) {
    return named(engine, freeName(), false);
  }

  static TestContainer withTerminal(TestEngine engine) {
    return named(engine, freeName(), true);
  }

  static String freeName() {
    return "test-" + NUMBERS.incrementAndGet();
  }

  static TestContainer named(TestEngine engine, String name, boolean terminal) {
    TestContainer container = new TestContainer(engine, name, terminal);
    container.start();
    return container;
  }

  private String create() {
    return engine.client()
        .createContainerCmd(TestEngine.IMAGE)
        .withName(name.value())
        .withTty(terminal)
        .withStopSignal("KILL") // a shell that is the first process leaves the others unheard
        .withHostConfig(HostConfig.newHostConfig()
            .withNetworkMode("none")
            .withBinds(new Bind(folder.toString(), new Volume("/in"))))
        .withCmd("/bin/busybox", "sh", "-c",
            "exec 3<>/in/commands; while read -r command <&3; do eval \"$command\"; done")
        .exec()
        .getId();
  }

  ContainerName name() {
    return name;
  }

  String id() {
    return id;
  }

  void start() {
    engine.client().startContainerCmd(id).exec();
  }

  void stop() {
    engine.client().stopContainerCmd(id).exec();
  }

  /** Runs a command of the shell in it, in the order in which it was told. */
  void run(String command) {
    try {
      Files.write(folder.resolve("commands"), (command + "\n").getBytes(UTF_8),
          StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void says(String... lines) {
    for (String line : lines) {
      run("echo '" + line + "'");
    }
  }

  /** Waits until it has run all that it was told. */
  void awaitDone() {
    Path mark = folder.resolve("done-" + NUMBERS.incrementAndGet());
    run(": >/in/" + mark.getFileName());
    await().atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> Files.exists(mark));
  }

  void remove() {
    engine.client().removeContainerCmd(id).withForce(true).exec();
  }

  /** Another container takes its name. */
  void recreate() {
    remove();
    id = create();
    start();
  }

  @Override
  public void close() {
    try {
      remove();
    } catch (NotFoundException e) {
      // A test has removed it.
    }
  }
}
