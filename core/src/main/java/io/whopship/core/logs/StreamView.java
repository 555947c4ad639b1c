package io.whopship.core.logs;

import io.whopship.ports.driving.logs.FollowLog.Batch;
import io.whopship.ports.driving.logs.FollowLog.View;
import io.whopship.ports.driving.logs.LogEvent;
import io.whopship.ports.driving.logs.LogEvent.Lines;
import io.whopship.ports.model.logs.Cursor;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A viewer: a place in a stream, and no more. There is no queue to fill: whoever is slow finds, on
 * the next look, that what was next is not kept any more.
 */
final class StreamView implements View {

  private final LogStream stream;
  private final Backlog backlog;
  private final Runnable wake;
  private final Consumer<StreamView> leave;
  private final Cursor start;
  private final AtomicBoolean isWaiting = new AtomicBoolean();
  private final AtomicBoolean isClosed = new AtomicBoolean();

  private Cursor place;
  private final Queue<LogEvent> first = new ArrayDeque<>();
  private @Nullable Link link;
  private Situation told = Situation.UNKNOWN;
  private boolean wasWithin;
  private boolean isOver;

  /**
   * A viewer who begins at a place of the stream or before it.
   *
   * @param first what to tell before all else
   * @param leave told when the viewer has gone
   */
  StreamView(LogStream stream, Backlog backlog, Cursor start, List<LogEvent> first, Runnable wake,
      Consumer<StreamView> leave) {
    this.stream = stream;
    this.backlog = backlog;
    this.wake = wake;
    this.leave = leave;
    this.start = start;
    this.place = start;
    this.first.addAll(first);
  }

  @Override
  public Cursor start() {
    return start;
  }

  @Override
  public Optional<Batch> poll() {
    while (true) {
      LogEvent event = first.poll();
      if (event != null) {
        return Optional.of(new SharedBatch(event));
      }
      if (isOver || isClosed.get()) {
        return Optional.empty();
      }
      Link here = link;
      if (here == null) {
        approach();
        continue;
      }
      Link next = here.next();
      if (next == null) {
        if (waits(here)) {
          return Optional.empty();
        }
        continue;
      }
      if (Link.isCut(next)) {
        link = null;
        continue;
      }
      if (isFirstOf(here) && tellMissing(next)) {
        continue;
      }
      Optional<Batch> batch = next.behind(place);
      stepTo(next);
      if (batch.isPresent()) {
        return batch;
      }
    }
  }

  /**
   * Whether a source said nothing before this place that a viewer's cursor could be held against.
   */
  private boolean isFirstOf(Link here) {
    return here.end().equals(Cursor.NEW) && !place.equals(Cursor.NEW);
  }

  private boolean tellMissing(Link next) {
    LogEvent.Missing missing = next.missingSince(place);
    if (missing != null) {
      first.add(missing);
      place = missing.gap().to();
    }
    return missing != null;
  }

  private void stepTo(Link next) {
    link = next;
    told = next.situation();
    isOver = next.isLast();
    boolean isAhead = next.end().equals(Cursor.NEW)
        || (next.end().epoch().equals(place.epoch()) && next.end().offset() < place.offset());
    if (!isAhead) {
      place = next.end();
    }
  }

  /** Enters the stream, or takes what leads nearer to it. */
  private void approach() {
    Optional<Link> found = stream.linkAt(place);
    if (found.isPresent()) {
      enter(found.get());
      return;
    }
    // Looked up after it was not found: an older answer may be a place before this one.
    for (LogEvent event : backlog.behind(place, stream.oldest(), wasWithin)) {
      first.add(event);
      if (event instanceof Lines lines) {
        place = lines.cursor(lines.lines().getLast());
      } else if (event instanceof LogEvent.Missing missing) {
        place = missing.gap().to();
      }
    }
  }

  private void enter(Link found) {
    link = found;
    first.addAll(found.situation().newsSince(told));
    told = found.situation();
    wasWithin = true;
    if (found.isLast()) {
      first.add(found.only());
      isOver = true;
    }
  }

  /** Whether there really is nothing, so that a wake-up is owed. */
  private boolean waits(Link here) {
    isWaiting.set(true);
    if (here.next() == null) {
      return true;
    }
    isWaiting.set(false);
    return false;
  }

  void wakeIfWaiting() {
    if (isWaiting.compareAndSet(true, false)) {
      wake.run();
    }
  }

  @Override
  public void close() {
    if (isClosed.compareAndSet(false, true)) {
      leave.accept(this);
    }
  }
}
