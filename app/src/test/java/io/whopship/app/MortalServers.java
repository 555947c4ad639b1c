package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** Servers, whose token is known, of which each that ends is started again. */
final class MortalServers implements AutoCloseable {

  static final String TOKEN = "token-of-the-tests-0123456789";

  /** One that dies again before it serves, as it goes on before that, answers nobody for long. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** One that is killed, or started again, whichever comes next. */
  private static final class Node {
    private final Path data;
    private final Map<String, String> environment;
    private ServerProcess process;

    private Node(Path data, Map<String, String> environment, ServerProcess process) {
      this.data = data;
      this.environment = environment;
      this.process = process;
    }
  }

  private final List<Node> nodes = new ArrayList<>();
  private final List<ServerProcess> ended = new ArrayList<>();
  private final AtomicReference<@Nullable String> endedByThemselves = new AtomicReference<>();
  private final Thread keeper = Thread.ofVirtual().unstarted(this::keep);

  /** Starts one for each environment. */
  MortalServers(Path data, Path boundaries, List<Map<String, String>> environments)
      throws IOException {
    for (int i = 0; i < environments.size(); i++) {
      Path own = data.resolve("server-" + i);
      nodes.add(new Node(own, environments.get(i),
          ServerProcess.start(own, environments.get(i), MortalServer.program(boundaries))));
    }
    keeper.start();
  }

  private void keep() {
    try {
      while (true) {
        revive();
        Thread.sleep(10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void revive() {
    for (Node node : nodes) {
      if (!node.process.isAlive()) {
        if (node.process.exitCode() != Boundaries.KILLED) {
          endedByThemselves.set(outputs());
        }
        ended.add(node.process);
        try {
          node.process = node.process.restarting(node.data, node.environment);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /** Waits until each that was started serves. */
  void awaitAllUp() {
    await().atMost(PATIENCE).until(() -> {
      for (Node node : nodes) {
        if (!node.process.isAlive() || !node.process.isUp()) {
          return false;
        }
      }
      return true;
    });
  }

  /** Kills one of them. */
  synchronized void kill(RandomGenerator random) {
    nodes.get(random.nextInt(nodes.size())).process.kill();
  }

  /** How often one was started again. */
  synchronized int restarts() {
    return ended.size();
  }

  ServerProcess process(int index) {
    return nodes.get(index).process;
  }

  /** Asks them all in turn until one gives an answer that is good enough. */
  <T> T ask(Function<Caller, T> question, Predicate<T> isGood) {
    AtomicReference<T> last = new AtomicReference<>();
    try {
      await().pollInterval(Duration.ofMillis(20)).atMost(PATIENCE).until(() -> {
        assertThat(endedByThemselves.get()).as("a server ended by itself").isNull();
        for (int i = 0; i < nodes.size(); i++) {
          try {
            last.set(question.apply(process(i).caller(TOKEN)));
            if (isGood.test(last.get())) {
              return true;
            }
          } catch (AssertionError e) {
            if (!(e.getCause() instanceof IOException)) {
              throw e;
            }
          }
        }
        return false;
      });
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("no good answer within " + PATIENCE + ", the last: " + last + "\n"
          + outputs(), e);
    }
    return Objects.requireNonNull(last.get());
  }

  private String outputs() {
    StringBuilder text = new StringBuilder();
    for (Node node : nodes) {
      try {
        text.append(node.process.output()).append('\n');
      } catch (IOException e) {
        text.append(e).append('\n');
      }
    }
    return text.toString();
  }

  @Override
  public void close() {
    keeper.interrupt();
    await().until(() -> !keeper.isAlive());
    nodes.forEach(node -> node.process.kill());
  }
}
