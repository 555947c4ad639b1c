package io.whopship.ports.model.deploy;

import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.Sample;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that is written when a deployment moves: as one, or not at all.
 *
 * @param expected the deployment as the writer knows it; its version and its fence must still hold
 * @param next the state it moves to; {@code null} if only lines are added
 * @param lines what is added to its log, in this order
 * @param samples what its gate saw
 * @param route the app's new route; {@code null} if it stays
 * @param confirmAt when the edge is told this route once more, should an earlier one have taken its
 * place; {@code null} if that cannot happen
 * @param notices what others are told of
 * @param wakeAt when the deployment, in its next state, is to be advanced; {@code null} if never
 */
public record Change(Deployment expected, @Nullable DeploymentState next, List<LogLine> lines,
    List<Sample> samples, @Nullable Route route, @Nullable Instant confirmAt,
    List<Notice> notices, @Nullable Instant wakeAt) {

  public Change {
    lines = List.copyOf(lines);
    samples = List.copyOf(samples);
    notices = List.copyOf(notices);
    if (next == null && (route != null || wakeAt != null)) {
      throw new IllegalArgumentException("a change of route or a wake-up goes with a new state");
    }
    if (route == null && confirmAt != null) {
      throw new IllegalArgumentException("there is no route to confirm");
    }
  }

  /** Only adds lines. */
  public static Change lines(Deployment expected, List<LogLine> lines) {
    return new Change(expected, null, lines, List.of(), null, null, List.of(), null);
  }

  /** Moves to a state; the other methods add what goes with it. */
  public static Change to(Deployment expected, DeploymentState next) {
    return new Change(expected, next, List.of(), List.of(), null, null, List.of(), null);
  }

  public Change log(List<LogLine> more) {
    return new Change(expected, next, with(lines, more), samples, route, confirmAt, notices,
        wakeAt);
  }

  public Change samples(List<Sample> more) {
    return new Change(expected, next, lines, with(samples, more), route, confirmAt, notices,
        wakeAt);
  }

  public Change route(Route newRoute) {
    return new Change(expected, next, lines, samples, newRoute, null, notices, wakeAt);
  }

  public Change confirmAt(@Nullable Instant at) {
    return new Change(expected, next, lines, samples, route, at, notices, wakeAt);
  }

  public Change tell(Notice notice) {
    return new Change(expected, next, lines, samples, route, confirmAt,
        with(notices, List.of(notice)), wakeAt);
  }

  public Change wakeAt(Instant at) {
    return new Change(expected, next, lines, samples, route, confirmAt, notices, at);
  }

  private static <T> List<T> with(List<T> first, List<T> more) {
    return Stream.concat(first.stream(), more.stream()).toList();
  }
}
