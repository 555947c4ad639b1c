package io.whopship.adapter.http;

import io.whopship.ports.driving.logs.FollowLog;
import io.whopship.ports.driving.logs.FollowLog.Batch;
import io.whopship.ports.driving.logs.LogEvent;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.logs.LogStart;
import io.whopship.ports.model.logs.LogSubject;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A short look at a log that is kept only while somebody looks. */
final class Glance implements AutoCloseable {

  private final Wakeable reader = new Wakeable();
  private FollowLog.@Nullable View view;

  private Glance() {}

  /** Who may not look will be told so by whatever is asked next. */
  static Glance at(FollowLog logs, Caller caller, LogSubject subject) {
    Glance glance = new Glance();
    if (logs.follow(caller, subject, new LogStart.Tail(1),
        glance.reader) instanceof FollowLog.Outcome.Following(FollowLog.View view)) {
      glance.view = view;
    }
    return glance;
  }

  /** Waits until there are lines, but not longer than this. */
  void awaitLines(Duration most) {
    long end = System.nanoTime() + most.toNanos();
    boolean waiting = view != null;
    while (waiting && view != null) {
      Optional<Batch> batch = view.poll();
      long left = end - System.nanoTime();
      if (batch.isEmpty()) {
        reader.park(left);
      }
      waiting = left > 0 && batch.map(Glance::hasNoLines).orElse(true);
    }
  }

  private static boolean hasNoLines(Batch batch) {
    return batch.events().stream().noneMatch(LogEvent.Lines.class::isInstance);
  }

  @Override
  public void close() {
    if (view != null) {
      view.close();
    }
  }
}
