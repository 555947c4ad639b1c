package io.whopship.testkit;

import io.whopship.ports.model.agents.Container;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogLine;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All containers that ever had one name. Whoever touches it holds the monitor of its host. */
final class FakeContainer {

  /** Lines without a hole between them. */
  record Run(String epoch, long first, List<LogLine> lines) {

    Cursor end() {
      return new Cursor(epoch, first + lines.size() - 1);
    }
  }

  private record Kept(long position, LogLine line) {}

  private final ContainerName name;
  private final Deque<Kept> kept = new ArrayDeque<>();
  private int number;
  private int numberings = 1;
  private long last;
  private @Nullable Instant createdAt;
  boolean running;
  int follows;
  @Nullable
  String refusal;

  FakeContainer(ContainerName name) {
    this.name = name;
  }

  boolean exists() {
    return createdAt != null;
  }

  void create(Instant now) {
    if (exists()) {
      throw new IllegalStateException("there is a container " + name);
    }
    createdAt = now;
    running = true;
    number++;
  }

  void remove() {
    require();
    createdAt = null;
    running = false;
  }

  void say(LogLine line, int spool) {
    require();
    kept.addLast(new Kept(++last, line));
    while (kept.size() > spool) {
      kept.removeFirst();
    }
  }

  void lose(int lines) {
    require();
    last += lines;
  }

  void numberAnew() {
    numberings++;
    last = 0;
    kept.clear();
  }

  Container shown(ContainerName shownAs) {
    Instant created = require();
    return new Container(shownAs, name + "-" + number, "fake", running ? "running" : "exited",
        running ? "Up" : "Exited", created);
  }

  /** Where somebody begins who was at this place, if it is known. */
  Cursor start(@Nullable Cursor after, int tail) {
    return after != null && after.epoch().equals(epoch()) && after.offset() <= last
        ? after
        : new Cursor(epoch(), beforeLast(tail));
  }

  /** What is kept behind a place; all that is kept, if the place is of another numbering. */
  List<Run> behind(Cursor place) {
    long after = place.epoch().equals(epoch()) ? place.offset() : 0;
    List<Run> runs = new ArrayList<>();
    List<LogLine> lines = new ArrayList<>();
    long first = 0;
    for (Kept line : kept) {
      if (line.position() > after) {
        if (!lines.isEmpty() && line.position() != first + lines.size()) {
          runs.add(new Run(epoch(), first, List.copyOf(lines)));
          lines.clear();
        }
        first = lines.isEmpty() ? line.position() : first;
        lines.add(line.line());
      }
    }
    if (!lines.isEmpty()) {
      runs.add(new Run(epoch(), first, List.copyOf(lines)));
    }
    return runs;
  }

  private long beforeLast(int tail) {
    return kept.stream()
        .skip(Math.max(0, kept.size() - tail))
        .findFirst()
        .map(line -> line.position() - 1)
        .orElse(last);
  }

  private String epoch() {
    return "numbering-" + numberings;
  }

  private Instant require() {
    if (createdAt == null) {
      throw new IllegalStateException("there is no container " + name);
    }
    return createdAt;
  }
}
