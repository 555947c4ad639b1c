package io.whopship.core.logs;

import io.whopship.ports.driven.Timer;
import io.whopship.ports.driven.agents.LogSink;
import io.whopship.ports.driving.logs.LogEvent;
import io.whopship.ports.driving.logs.LogEvent.Lines;
import io.whopship.ports.driving.logs.LogEvent.Missing;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogGap;
import io.whopship.ports.model.logs.LogGap.Reason;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogSettings;
import io.whopship.ports.model.logs.StoredLine;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The log of something that runs: takes lines from a source that numbers them, and passes them on
 * in batches. Holes in the numbers become gaps. Safe for use by many threads.
 */
final class LiveLog implements LogSink {

  /** So much waits for the end of a pause; with more it goes on at once. */
  private static final int MAX_PENDING = 256;

  private final LogStream stream;
  private final Pacer pacer;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<LogEvent> pending = new ArrayList<>();
  private int pendingLines;
  private Cursor end;
  private boolean hasLines;

  /** A log that goes on behind this place; {@link Cursor#NEW} if nothing is known of it. */
  LiveLog(Cursor start, LogSettings settings, Timer timer, InstantSource clock) {
    this.stream = new LogStream(start, settings);
    this.pacer = new Pacer(timer, clock, stream::pause, this::flush);
    this.end = start;
  }

  LogStream stream() {
    return stream;
  }

  /** Behind the last line that came. */
  Cursor end() {
    lock.lock();
    try {
      return end;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void accept(String epoch, long first, List<LogLine> lines) {
    passOn(() -> add(epoch, first, lines));
  }

  private void add(String epoch, long first, List<LogLine> lines) {
    long next = first;
    if (epoch.equals(end.epoch())) {
      next = Math.max(first, end.offset() + 1);
      if (first > end.offset() + 1) {
        pending.add(new Missing(
            LogGap.within(epoch, end.offset(), first - 1, Reason.LOST)));
      }
    } else if (!end.equals(Cursor.NEW)) {
      pending.add(new Missing(LogGap.between(end, new Cursor(epoch, first - 1),
          hasLines ? Reason.RESTARTED : Reason.UNKNOWN_CURSOR)));
    }
    List<StoredLine> added = new ArrayList<>(lines.size());
    for (LogLine line : lines.subList((int) Math.min(next - first, lines.size()), lines.size())) {
      added.add(new StoredLine(next, line));
      next++;
    }
    if (!added.isEmpty()) {
      pending.add(new Lines(epoch, added));
      pendingLines += added.size();
      end = new Cursor(epoch, next - 1);
      hasLines = true;
    }
  }

  @Override
  public void failed(String reason) {
    passOn(() -> pending.add(new LogEvent.SourceFailed(reason)));
  }

  private void passOn(Runnable addition) {
    boolean isMuch;
    lock.lock();
    try {
      addition.run();
      isMuch = pendingLines >= MAX_PENDING;
    } finally {
      lock.unlock();
    }
    if (isMuch) {
      flush();
    } else {
      pacer.signal();
    }
  }

  /** Two at a time would publish out of order. */
  private void flush() {
    lock.lock();
    try {
      if (!pending.isEmpty()) {
        stream.publish(merged());
        pending.clear();
        pendingLines = 0;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lines that came one after the other go together. */
  private List<LogEvent> merged() {
    List<LogEvent> events = new ArrayList<>();
    List<StoredLine> run = new ArrayList<>();
    String epoch = end.epoch();
    for (LogEvent event : pending) {
      if (event instanceof Lines lines && (run.isEmpty() || lines.epoch().equals(epoch))) {
        epoch = lines.epoch();
        run.addAll(lines.lines());
      } else {
        if (!run.isEmpty()) {
          events.add(new Lines(epoch, run));
          run.clear();
        }
        events.add(event);
      }
    }
    if (!run.isEmpty()) {
      events.add(new Lines(epoch, run));
    }
    return events;
  }
}
