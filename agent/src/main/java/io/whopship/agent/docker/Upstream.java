package io.whopship.agent.docker;

import io.whopship.agent.Backoff;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.logs.LogLine;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the log of whichever container has a name, life after life, on a thread of its own until it
 * is closed. What it knows is in a {@link Memory}, which another one can go on with.
 */
final class Upstream implements Runnable, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Upstream.class);

  /** Clocks are read before a container starts, and its first lines come after. */
  private static final Duration SLACK = Duration.ofSeconds(1);

  private static final Duration ENDING = Duration.ofMillis(20);

  private final ContainerName name;
  private final DockerEngine engine;
  private final DockerSettings settings;
  private final Memory memory;
  private final Listener listener;
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable OpenLog open;

  Upstream(ContainerName name, DockerEngine engine, DockerSettings settings, Memory memory,
      Listener listener) {
    this.name = name;
    this.engine = engine;
    this.settings = settings;
    this.memory = memory;
    this.listener = listener;
  }

  /** Is told what was read, by one thread. */
  interface Listener {

    /** What was there; called first when a numbering begins, and may be nothing. */
    void began(List<LogLine> lines);

    void added(List<LogLine> lines);

    void failed(String reason);

    /** What failed before does not any more. */
    void recovered();
  }

  /** How far a name's log was read. Used by one upstream at a time. */
  static final class Memory {

    private @Nullable Life life;
    private @Nullable LogReading reading;

    /** Whether {@link #life} is over and all of it was read. */
    private boolean finished;

    /** When the log of the last container was last seen to be open. */
    private Instant until = Instant.now();
    private boolean began;
  }

  @Override
  public void run() {
    Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));
    boolean goesOn = memory.began;
    while (isOpen()) {
      try {
        Optional<Life> found = engine.life(name);
        if (found.isEmpty()) {
          listener.failed("there is no container '" + name + "' now; its lines come once there is");
          beginEmpty();
          pause(settings.look());
        } else {
          goesOn = look(found.get(), goesOn);
        }
        backoff.reset();
      } catch (PortException | IOException e) {
        failed(e);
        pause(backoff.next());
      } catch (RuntimeException e) {
        log.error("reading a log failed container={}", name, e);
        failed(e);
        pause(backoff.next());
      }
    }
  }

  private void failed(Exception e) {
    if (isOpen()) {
      listener.failed(e instanceof PortException
          ? String.valueOf(e.getMessage())
          : String.valueOf(engine.unavailable(e).getMessage()));
    }
  }

  private void beginEmpty() {
    if (!memory.began) {
      memory.began = true;
      listener.began(List.of());
    }
  }

  /** Reads what can be read of this life, or waits for the next. */
  private boolean look(Life life, boolean goesOn) throws IOException {
    Life before = memory.life;
    if (before != null && memory.finished && life.isSameAs(before)) {
      pause(settings.look());
      return goesOn;
    }
    if (!memory.began || (goesOn && isAnotherContainer(before, life))) {
      readTail(life); // of what was before it while nobody looked, nothing can be known
    }
    follow(life);
    return false;
  }

  private static boolean isAnotherContainer(@Nullable Life before, Life life) {
    return before == null || !before.container().equals(life.container());
  }

  private void readTail(Life life) throws IOException {
    LogReading reading = new LogReading(name.value());
    List<LogLine> lines;
    try (OpenLog tail = engine.tail(life, settings.spoolLines())) {
      List<Piece> pieces = tail.readAll();
      lines = reading.lines(pieces);
      if (pieces.size() >= settings.spoolLines()) {
        reading.seen().someLeftOut();
      }
    }
    listener.recovered();
    memory.began = true;
    memory.reading = reading;
    memory.life = life;
    memory.finished = false;
    listener.began(lines);
  }

  private void follow(Life life) throws IOException {
    LogReading reading = reading(life);
    reading.seen().rewind();
    Instant since = reading.seen().since();
    try (OpenLog log = opened(engine.follow(life, since == null ? memory.until : since))) {
      listener.recovered();
      List<Piece> pieces = new ArrayList<>();
      while (log.read(pieces)) {
        give(reading.lines(pieces));
        pieces.clear();
      }
    } finally {
      memory.until = Instant.now().minus(SLACK);
    }
    if (life.running()) {
      pause(ENDING); // it has just stopped; the next look will say so, and read what is left
    } else if (isOpen()) {
      memory.finished = true;
      give(reading.rest());
    }
  }

  /** That of the same container, or a new one behind all that the former has said. */
  private LogReading reading(Life life) {
    LogReading reading = memory.reading;
    Life before = memory.life;
    if (reading == null || isAnotherContainer(before, life)) {
      if (reading != null) {
        give(reading.rest());
      }
      reading = new LogReading(name.value());
      memory.reading = reading;
    } else if (before != null && !life.isSameAs(before)) {
      give(reading.rest());
    }
    memory.life = life;
    memory.finished = false;
    return reading;
  }

  private void give(List<LogLine> lines) {
    if (!lines.isEmpty()) {
      listener.added(lines);
    }
  }

  private OpenLog opened(OpenLog log) {
    synchronized (closed) {
      open = log;
    }
    if (!isOpen()) {
      log.close();
    }
    return log;
  }

  private boolean isOpen() {
    return closed.getCount() > 0;
  }

  private void pause(Duration time) {
    try {
      if (closed.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      closed.countDown();
      Thread.currentThread().interrupt();
    }
  }

  /** Reading ends soon. */
  @Override
  public void close() {
    closed.countDown();
    synchronized (closed) {
      if (open != null) {
        open.close();
      }
    }
  }
}
