package io.whopship.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Looks at the log of a container, and comes again with its cursor whenever it is cut off. */
abstract sealed class ContainerViewer implements AutoCloseable
    permits SseContainerViewer, SocketContainerViewer {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A line as it came.
   *
   * @param at by the engine's clock
   */
  record Seen(String message, Instant at, Instant received) {

    Duration delay() {
      return Duration.between(at, received);
    }
  }

  private final List<Seen> lines = new CopyOnWriteArrayList<>();
  private final List<String> gaps = new CopyOnWriteArrayList<>();
  private final List<String> troubles = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().unstarted(this::look);
  private volatile @Nullable String cursor;
  private volatile int visits;

  final void start() {
    thread.start();
  }

  private void look() {
    try {
      do {
        try {
          visit(cursor);
        } catch (IOException e) {
          // Cut off, or nobody there: comes again.
        }
      } while (!closed.await(200, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One connection, from its begin to its end. */
  abstract void visit(@Nullable String after) throws IOException, InterruptedException;

  /** The server has let it in. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread alone
  final void begun() {
    visits++;
  }

  final void line(JsonNode line, String time, Instant received) {
    lines.add(new Seen(line.path("message").asText(), Instant.parse(line.path(time).asText()),
        received));
    cursor = line.path("cursor").asText();
  }

  final void gap(JsonNode gap) {
    gaps.add(gap.toString());
    cursor = gap.path("to").asText();
  }

  final void trouble(String reason) {
    troubles.add(reason);
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }

  final List<Seen> lines() {
    return lines;
  }

  final List<String> messages() {
    return lines.stream().map(Seen::message).toList();
  }

  final List<String> gaps() {
    return gaps;
  }

  final List<String> troubles() {
    return troubles;
  }

  /** How many times it was let in. */
  final int visits() {
    return visits;
  }

  @Override
  public final void close() {
    closed.countDown();
    thread.interrupt();
  }
}
