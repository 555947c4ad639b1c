package io.whopship.adapter.http;

import io.whopship.ports.driving.logs.FollowLog;
import io.whopship.ports.driving.logs.LogEvent;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogStart;
import io.whopship.ports.model.logs.LogSubject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Logs in which a test says what happens. Viewers begin with all that was said before. */
final class ScriptedLogs implements FollowLog {

  private final Map<LogSubject, Script> scripts = new ConcurrentHashMap<>();
  private final Map<LogSubject, Outcome> refused = new ConcurrentHashMap<>();
  final List<LogStart> starts = new CopyOnWriteArrayList<>();
  final AtomicInteger renderings = new AtomicInteger();

  /** From now on there is this log. */
  void add(LogSubject subject) {
    scripts.put(subject, new Script());
  }

  void refuse(LogSubject subject, Outcome outcome) {
    refused.put(subject, outcome);
  }

  void say(LogSubject subject, LogEvent... events) {
    Script script = script(subject);
    script.batches.add(new Said(List.of(events)));
    script.views.forEach(view -> view.wake.run());
  }

  /** Whoever looks at this log meets this; {@code null}: nobody does any more. */
  void fail(LogSubject subject, @Nullable RuntimeException failure) {
    script(subject).failure = failure;
  }

  int viewers(LogSubject subject) {
    return script(subject).views.size();
  }

  private Script script(LogSubject subject) {
    return Objects.requireNonNull(scripts.get(subject), "there is no such log");
  }

  @Override
  public boolean isOnDemand(LogSubject subject) {
    return subject instanceof LogSubject.OfContainer;
  }

  @Override
  public Outcome follow(Caller caller, LogSubject subject, LogStart start, Runnable wake) {
    starts.add(start);
    Outcome refusal = refused.get(subject);
    Script script = scripts.get(subject);
    if (refusal != null || script == null) {
      return refusal == null ? new Outcome.NoSuchSubject() : refusal;
    }
    Seat view = new Seat(script, wake);
    script.views.add(view);
    return new Outcome.Following(view);
  }

  private static final class Script {
    final List<Batch> batches = new CopyOnWriteArrayList<>();
    final List<Seat> views = new CopyOnWriteArrayList<>();
    volatile @Nullable RuntimeException failure;
  }

  private static final class Seat implements View {

    private final Script script;
    private final Runnable wake;
    private int next;

    Seat(Script script, Runnable wake) {
      this.script = script;
      this.wake = wake;
    }

    @Override
    public Cursor start() {
      return new Cursor("e", 0);
    }

    @Override
    public Optional<Batch> poll() {
      RuntimeException failure = script.failure;
      if (failure != null) {
        throw failure;
      }
      return next < script.batches.size()
          ? Optional.of(script.batches.get(next++))
          : Optional.empty();
    }

    @Override
    public void close() {
      script.views.remove(this);
    }
  }

  private final class Said implements Batch {

    private final List<LogEvent> events;
    private final Map<Rendering<?>, Object> rendered = new ConcurrentHashMap<>();

    Said(List<LogEvent> events) {
      this.events = events;
    }

    @Override
    public List<LogEvent> events() {
      return events;
    }

    @Override
    @SuppressWarnings("unchecked") // a rendering stands beside what it made
    public <T> T rendered(Rendering<T> rendering) {
      return (T) rendered.computeIfAbsent(rendering, r -> {
        renderings.incrementAndGet();
        return r.render(events);
      });
    }
  }
}
