package io.whopship.adapter.http;

import io.whopship.ports.driving.Passes;
import io.whopship.ports.driving.logs.AppendLog;
import io.whopship.ports.driving.logs.FollowLog;
import io.whopship.ports.driving.logs.LogEvent;
import io.whopship.ports.driving.logs.QueryLog;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogPage;
import io.whopship.ports.model.logs.LogQuery;
import io.whopship.ports.model.logs.LogStart;
import io.whopship.ports.model.logs.LogSubject;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.logs.StoredLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One log for all subjects, which says what a test makes it say, and notes what it was asked. */
final class FakeLogs implements FollowLog, QueryLog, AppendLog, Passes {

  static final String EPOCH = "550e8400";

  final List<Batch> batches = new CopyOnWriteArrayList<>();
  final List<LogStart> starts = new CopyOnWriteArrayList<>();
  final List<LogSubject> subjects = new CopyOnWriteArrayList<>();
  final List<LogQuery> queries = new CopyOnWriteArrayList<>();
  final List<List<Entry>> appended = new CopyOnWriteArrayList<>();
  final List<Runnable> viewers = new CopyOnWriteArrayList<>();
  final AtomicInteger rendered = new AtomicInteger();
  final AtomicInteger views = new AtomicInteger();
  volatile FollowLog.@Nullable Outcome following;
  volatile QueryLog answers = (caller, subject, query, progress) -> new QueryLog.Outcome.Found(
      page());
  volatile AppendLog appends = (caller, deployment, lines) -> new AppendLog.Outcome.Appended(
      new Cursor(EPOCH, appended.stream().mapToInt(List::size).sum()));
  volatile boolean workersOnDemand;
  volatile @Nullable RuntimeException fault;
  volatile Instant ticketEnd = Instant.now().plusSeconds(1800);

  /** Makes a core have this log. */
  FakeLogs(Core core) {
    core.logs = new UseCases.ForLogs(this, this, this, core.logs.watch());
    core.passes = this;
  }

  static StoredLine line(long position, String message) {
    return new StoredLine(position, new LogLine(Samples.NOON.plusMillis(position - 1),
        LogType.INFO, "upload", message));
  }

  static LogEvent lines(StoredLine... lines) {
    return new LogEvent.Lines(EPOCH, List.of(lines));
  }

  static LogPage page(StoredLine... lines) {
    return new LogPage(EPOCH, List.of(lines), false, (long) lines.length, lines.length,
        new Cursor(EPOCH, lines.length), null, null);
  }

  /** Lets all viewers have these. */
  void say(LogEvent... events) {
    batches.add(new SaidOnce(List.of(events)));
    viewers.forEach(Runnable::run);
  }

  @Override
  public boolean isOnDemand(LogSubject subject) {
    return subject instanceof LogSubject.OfContainer
        || (subject instanceof LogSubject.OfWorker && workersOnDemand);
  }

  @Override
  public FollowLog.Outcome follow(Caller caller, LogSubject subject, LogStart start,
      Runnable wake) {
    starts.add(start);
    subjects.add(subject);
    if (following != null) {
      return following;
    }
    views.incrementAndGet();
    viewers.add(wake);
    return new FollowLog.Outcome.Following(new Place(wake));
  }

  @Override
  public QueryLog.Outcome query(Caller caller, LogSubject subject, LogQuery query,
      Progress progress) {
    subjects.add(subject);
    queries.add(query);
    return answers.query(caller, subject, query, progress);
  }

  @Override
  public AppendLog.Outcome append(Caller caller, DeploymentId deployment, List<Entry> lines) {
    AppendLog.Outcome outcome = appends.append(caller, deployment, lines);
    if (outcome instanceof AppendLog.Outcome.Appended) {
      appended.add(lines);
      return appends.append(caller, deployment, lines);
    }
    return outcome;
  }

  /** All lines, however they came. */
  List<Entry> allAppended() {
    List<Entry> all = new ArrayList<>();
    appended.forEach(all::addAll);
    return all;
  }

  @Override
  public Pass session(Secret token) {
    return new Pass(new Secret("session-of-" + token.reveal()), Samples.NOON);
  }

  @Override
  public Pass ticket(Secret token, LogSubject subject) {
    return new Pass(new Secret("ticket-" + Integer.toHexString(subject.toString().hashCode())),
        Samples.NOON);
  }

  @Override
  public Optional<Admitted> bySession(Secret session) {
    return session.reveal().equals("session-of-" + Core.TOKEN)
        ? Optional.of(new Admitted(Core.ACME, Instant.MAX))
        : Optional.empty();
  }

  @Override
  public Optional<Admitted> byTicket(Secret ticket, LogSubject subject) {
    return ticket.equals(ticket(new Secret(Core.TOKEN), subject).text())
        ? Optional.of(new Admitted(Core.ACME, ticketEnd))
        : Optional.empty();
  }

  private final class SaidOnce implements Batch {

    private final List<LogEvent> events;
    private @Nullable Object result;

    SaidOnce(List<LogEvent> events) {
      this.events = events;
    }

    @Override
    public List<LogEvent> events() {
      return events;
    }

    @Override
    @SuppressWarnings("unchecked")
    public synchronized <T> T rendered(Rendering<T> rendering) {
      if (result == null) {
        rendered.incrementAndGet();
        result = rendering.render(events);
      }
      return (T) result;
    }
  }

  private final class Place implements View {

    private final Runnable wake;
    private int next;

    Place(Runnable wake) {
      this.wake = wake;
    }

    @Override
    public Cursor start() {
      return new Cursor(EPOCH, 0);
    }

    @Override
    public Optional<Batch> poll() {
      if (fault != null) {
        throw fault;
      }
      return next < batches.size() ? Optional.of(batches.get(next++)) : Optional.empty();
    }

    @Override
    public void close() {
      if (viewers.remove(wake)) {
        views.decrementAndGet();
      }
    }
  }
}
