package io.whopship.app;

import io.whopship.ports.driving.logs.FollowLog;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogStart;
import io.whopship.ports.model.logs.LogSubject;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts those who follow a log at this moment. */
record CountedViewers(FollowLog follow, AtomicInteger open) implements FollowLog {

  @Override
  public Outcome follow(Caller caller, LogSubject subject, LogStart start, Runnable wake) {
    Outcome outcome = follow.follow(caller, subject, start, wake);
    if (outcome instanceof Outcome.Following(View view)) {
      open.incrementAndGet();
      return new Outcome.Following(new Counted(view, open, new AtomicBoolean()));
    }
    return outcome;
  }

  @Override
  public boolean isOnDemand(LogSubject subject) {
    return follow.isOnDemand(subject);
  }

  private record Counted(View view, AtomicInteger open, AtomicBoolean closed) implements View {

    @Override
    public Cursor start() {
      return view.start();
    }

    @Override
    public Optional<Batch> poll() {
      return view.poll();
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        open.decrementAndGet();
      }
      view.close();
    }
  }
}
