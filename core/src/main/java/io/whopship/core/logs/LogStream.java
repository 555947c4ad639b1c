package io.whopship.core.logs;

import io.whopship.ports.driving.logs.LogEvent;
import io.whopship.ports.driving.logs.LogEvent.Lines;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogSettings;
import io.whopship.ports.model.logs.StoredLine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The last events of one subject, in a chain that its viewers follow: publishing is one link and a
 * wake-up for who waits, however far behind others are. Safe for use by many threads.
 */
final class LogStream {

  /**
   * Each viewer costs a write a batch, so that many viewers wait a little longer for larger ones.
   */
  private static final int VIEWERS_PER_MILLISECOND = 32;
  private static final int MAX_MORE_MILLISECONDS = 80;

  /** Lines of one event: what a viewer is given at a time. */
  private static final int MAX_LINES = 256;

  private final LogSettings settings;
  private final Set<StreamView> viewers = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();

  /** All that is kept hangs behind this. */
  private Link beforeOldest;
  private Link newest;
  private int links;
  private int lines;
  private long bytes;

  /** A stream that begins behind this place. */
  LogStream(Cursor start, LogSettings settings) {
    this.settings = settings;
    this.beforeOldest = Link.root(start);
    this.newest = beforeOldest;
  }

  /** What is to be between two batches. */
  Duration pause() {
    return settings.pause()
        .plusMillis(Math.min(viewers.size() / VIEWERS_PER_MILLISECOND, MAX_MORE_MILLISECONDS));
  }

  /** Adds events; viewers see them from now on. */
  void publish(List<LogEvent> events) {
    lock.lock();
    try {
      events.forEach(this::append);
    } finally {
      lock.unlock();
    }
    viewers.forEach(StreamView::wakeIfWaiting);
  }

  private void append(LogEvent event) {
    if (event instanceof Lines many && many.lines().size() > MAX_LINES) {
      for (int from = 0; from < many.lines().size(); from += MAX_LINES) {
        int to = Math.min(from + MAX_LINES, many.lines().size());
        append(new Lines(many.epoch(), many.lines().subList(from, to)));
      }
      return;
    }
    newest = newest.append(event);
    weigh(newest, 1);
    while (links > 1 && (lines > settings.ringLines() || bytes > settings.ringBytes()
        || links > settings.ringLines())) {
      dropOldest();
    }
  }

  private void dropOldest() {
    Link oldest = beforeOldest.nextKept();
    weigh(oldest, -1);
    beforeOldest.cut();
    beforeOldest = oldest;
  }

  private void weigh(Link link, int sign) {
    links += sign;
    lines += sign * link.lines().size();
    bytes += sign * link.weight();
  }

  void add(StreamView viewer) {
    viewers.add(viewer);
  }

  void remove(StreamView viewer) {
    viewers.remove(viewer);
  }

  int viewers() {
    return viewers.size();
  }

  /** Behind the last event. */
  Cursor end() {
    lock.lock();
    try {
      return newest.end();
    } finally {
      lock.unlock();
    }
  }

  /** Before the oldest event that is kept. */
  Cursor oldest() {
    lock.lock();
    try {
      return beforeOldest.end();
    } finally {
      lock.unlock();
    }
  }

  /** Whether no lines have ever been kept. */
  boolean isEmpty() {
    lock.lock();
    try {
      return lines == 0;
    } finally {
      lock.unlock();
    }
  }

  /** What is kept of the present numbering. */
  BufferedLines buffered() {
    lock.lock();
    try {
      List<StoredLine> kept = new ArrayList<>();
      for (Link link = beforeOldest.next(); link != null; link = link.next()) {
        if (link.end().epoch().equals(newest.end().epoch())) {
          kept.addAll(link.lines());
        }
      }
      return new BufferedLines(newest.end(), kept);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The link behind which a viewer at this place goes on; empty if the place is not within what is
   * kept. Ahead of all is within, if only lines are still to come: they are told apart by their
   * positions. So is any place in a stream that has had no line yet.
   */
  Optional<Link> linkAt(Cursor place) {
    lock.lock();
    try {
      Cursor end = newest.end();
      if (end.equals(Cursor.NEW)
          || (place.epoch().equals(end.epoch()) && place.offset() >= end.offset())) {
        return Optional.of(newest);
      }
      Link found = null;
      for (Link link = beforeOldest; link != null; link = link.next()) {
        if (link.end().equals(place)) {
          found = link;
        } else if (found != null) {
          break;
        }
        Link next = link.next();
        if (next != null && next.contains(place)) {
          return Optional.of(link);
        }
      }
      return Optional.ofNullable(found);
    } finally {
      lock.unlock();
    }
  }

  /** The place before the last so many lines that are kept. */
  Cursor tail(int wanted) {
    lock.lock();
    try {
      int skip = lines - wanted;
      for (Link link = beforeOldest.next(); link != null && skip > 0; link = link.next()) {
        if (link.lines().size() > skip) {
          return new Cursor(link.end().epoch(), link.lines().get(skip).position() - 1);
        }
        skip -= link.lines().size();
        if (skip == 0) {
          return link.end();
        }
      }
      return beforeOldest.end();
    } finally {
      lock.unlock();
    }
  }

  /** The place before the first kept line that is later than this; the end if none is. */
  Cursor at(Instant time) {
    lock.lock();
    try {
      for (Link link = beforeOldest.next(); link != null; link = link.next()) {
        for (StoredLine line : link.lines()) {
          if (line.line().at().isAfter(time)) {
            return new Cursor(link.end().epoch(), line.position() - 1);
          }
        }
      }
      return newest.end();
    } finally {
      lock.unlock();
    }
  }
}
