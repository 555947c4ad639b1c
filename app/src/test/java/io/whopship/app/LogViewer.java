package io.whopship.app;

import static org.awaitility.Awaitility.await;

import io.whopship.ports.model.logs.Cursor;
import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Follows a log through whatever happens, and comes back whenever its connection ends. */
final class LogViewer implements AutoCloseable {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

  private final String name;
  private final LogTransport transport;
  private final LogTarget target;
  private final LogWeather weather;
  private final SplittableRandom random;
  private final LogTally tally;
  private final Thread thread;
  private volatile @Nullable Throwable failure;
  private volatile boolean leaving;

  private LogViewer(String name, LogTransport transport, LogTarget target, LogWeather weather,
      SplittableRandom random, LogTally tally) {
    this.name = name;
    this.transport = transport;
    this.target = target;
    this.weather = weather;
    this.random = random;
    this.tally = tally;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  /** Begins behind a place; {@link Cursor#NEW} for the last lines there are. */
  static LogViewer start(String name, LogTransport transport, LogTarget target, Cursor place,
      LogWeather weather, SplittableRandom random) {
    LogViewer viewer = new LogViewer(name, transport, target, weather, random,
        new LogTally(place));
    viewer.thread.start();
    return viewer;
  }

  private void run() {
    try {
      while (!leaving) {
        try {
          transport.follow(target, tally, random, bytes -> weather.over(bytes, random));
        } catch (IOException e) {
          // Cut off, or the server is away: it comes back.
        }
        weather.pause(random.nextInt(40));
        LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      }
    } catch (Throwable e) {
      failure = e;
    }
  }

  /** What it was told once it has come as far as this. */
  LogTally upTo(Cursor end) {
    await(name + " comes to " + end).pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(30))
        .until(() -> {
          requireWell();
          return tally.place().equals(end);
        });
    return tally;
  }

  private void requireWell() {
    Throwable found = failure;
    if (found != null) {
      throw new AssertionError(name + ": " + found.getMessage(), found);
    }
  }

  /** Leaves for good; its thread ends with its connection. */
  @Override
  public void close() {
    leaving = true;
  }
}
