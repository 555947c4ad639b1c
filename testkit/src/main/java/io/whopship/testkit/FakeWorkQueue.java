package io.whopship.testkit;

import static java.util.Comparator.comparing;

import io.whopship.ports.driven.WorkQueue;
import io.whopship.ports.driving.AdvanceDeployment;
import io.whopship.ports.driving.AdvanceDeployment.Next;
import io.whopship.ports.driving.TellRoute;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.RouteWork;
import io.whopship.ports.model.deploy.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps work until a test asks for it to be run, on the test's own thread and at the time of a
 * {@link MovableClock}: days of rollout pass in milliseconds. Safe for use by many threads.
 */
public final class FakeWorkQueue implements WorkQueue {

  /** More pieces than this in one run mean that something goes round in circles. */
  private static final int MAX_PIECES = 10_000;

  /** What makes two pieces of work the same. */
  private record Key(DeploymentId deployment, long version) {
    static Key of(Work work) {
      return new Key(work.deployment(), work.version());
    }
  }

  /** Work that waits for its time. */
  public record Waiting(Work work, Instant at) {}

  /** A route that is to be told at its time. */
  public record WaitingRoute(RouteWork work, Instant at) {}

  private final MovableClock clock;
  private final List<WaitingRoute> routes = new ArrayList<>();
  private final Map<Key, Waiting> waiting = new LinkedHashMap<>();
  private final Set<Key> inHand = new HashSet<>();

  public FakeWorkQueue(MovableClock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized void schedule(Work work, Instant at) {
    waiting.putIfAbsent(Key.of(work), new Waiting(work, at));
  }

  @Override
  public synchronized void schedule(RouteWork work, Instant at) {
    if (routes.stream().noneMatch(waits -> isSame(waits.work(), work))) {
      routes.add(new WaitingRoute(work, at));
    }
  }

  private static boolean isSame(RouteWork one, RouteWork other) {
    return one.app().equals(other.app()) && one.generation() == other.generation()
        && one.isConfirmation() == other.isConfirmation();
  }

  /** The routes that are to be told, by their time. */
  public synchronized List<WaitingRoute> waitingRoutes() {
    return routes.stream().sorted(comparing(WaitingRoute::at)).toList();
  }

  /** Tells all routes that are due, in the order of their time; answers how many. */
  public int runRoutesDue(TellRoute tell) {
    int pieces = 0;
    for (Optional<WaitingRoute> due = takeRoute(); due.isPresent(); due = takeRoute()) {
      if (tell.tell(due.get().work()) instanceof TellRoute.Next.Again(RouteWork work, Instant at)) {
        schedule(work, at);
      }
      pieces++;
    }
    return pieces;
  }

  private synchronized Optional<WaitingRoute> takeRoute() {
    Optional<WaitingRoute> due = waitingRoutes().stream()
        .filter(route -> !route.at().isAfter(clock.instant()))
        .findFirst();
    due.ifPresent(routes::remove);
    return due;
  }

  /** All work that waits or is being done, by its time; at one time, in the order it came. */
  public synchronized List<Waiting> waiting() {
    return waiting.values().stream().sorted(comparing(Waiting::at)).toList();
  }

  /**
   * Does the first piece of work that is due, and answers whether there was one. If {@code advance}
   * throws, the work still waits.
   */
  public boolean runNext(AdvanceDeployment advance) {
    Optional<Waiting> due = take();
    due.ifPresent(piece -> run(piece.work(), advance));
    return due.isPresent();
  }

  /**
   * Does all work that is due, in the order of its time, with that which falls due by it; answers
   * how many pieces.
   */
  public int runDue(AdvanceDeployment advance) {
    int pieces = 0;
    while (runNext(advance)) {
      pieces++;
      if (pieces > MAX_PIECES) {
        throw new IllegalStateException(
            "more than " + MAX_PIECES + " pieces of work fell due at " + clock.instant());
      }
    }
    return pieces;
  }

  /**
   * Moves the clock from one due time to the next and does what is due, until nothing waits. Stops
   * once {@code atMost} has passed: work that is due later then still waits, and the clock stands
   * at the end of that time.
   */
  public void runUntilIdle(AdvanceDeployment advance, Duration atMost) {
    Instant end = clock.instant().plus(atMost);
    runDue(advance);
    while (!waiting().isEmpty()) {
      Instant next = waiting().getFirst().at();
      boolean isOver = next.isAfter(end);
      clock.advance(Duration.between(clock.instant(), isOver ? end : next));
      if (isOver) {
        return;
      }
      runDue(advance);
    }
  }

  private synchronized Optional<Waiting> take() {
    Optional<Waiting> due = waiting().stream()
        .filter(piece -> !piece.at().isAfter(clock.instant()))
        .filter(piece -> !inHand.contains(Key.of(piece.work())))
        .findFirst();
    due.ifPresent(piece -> inHand.add(Key.of(piece.work())));
    return due;
  }

  private void run(Work work, AdvanceDeployment advance) {
    try {
      Next next = advance.advance(work);
      finish(work, next);
    } finally {
      release(work);
    }
  }

  private synchronized void finish(Work work, Next next) {
    waiting.remove(Key.of(work));
    switch (next) {
      case Next.Done() -> {
      }
      case Next.Again(Work again, Instant at) ->
        waiting.put(Key.of(again), new Waiting(again, at));
    }
  }

  private synchronized void release(Work work) {
    inHand.remove(Key.of(work));
  }
}
