package io.whopship.ports.model.deploy;

import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.rollout.Route;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is written when a deployment moves: as one, or not at all.
 *
 * @param expected the deployment as the writer knows it; its version and its fence must still hold
 * @param next the state it moves to; {@code null} if only lines are added
 * @param lines what is added to its log, in this order
 * @param route the app's new route; {@code null} if it stays
 * @param notices what others are told of
 * @param wakeAt when the deployment, in its next state, is to be advanced; {@code null} if never
 */
public record Change(Deployment expected, @Nullable DeploymentState next, List<LogLine> lines,
    @Nullable Route route, List<Notice> notices, @Nullable Instant wakeAt) {

  public Change {
    lines = List.copyOf(lines);
    notices = List.copyOf(notices);
    if (next == null && (route != null || wakeAt != null)) {
      throw new IllegalArgumentException("a change of route or a wake-up goes with a new state");
    }
  }

  /** Only adds lines. */
  public static Change lines(Deployment expected, List<LogLine> lines) {
    return new Change(expected, null, lines, null, List.of(), null);
  }

  /** Moves to a state; the other methods add what goes with it. */
  public static Change to(Deployment expected, DeploymentState next) {
    return new Change(expected, next, List.of(), null, List.of(), null);
  }

  public Change log(List<LogLine> more) {
    List<LogLine> all = new ArrayList<>(lines);
    all.addAll(more);
    return new Change(expected, next, all, route, notices, wakeAt);
  }

  public Change route(Route newRoute) {
    return new Change(expected, next, lines, newRoute, notices, wakeAt);
  }

  public Change tell(Notice notice) {
    List<Notice> all = new ArrayList<>(notices);
    all.add(notice);
    return new Change(expected, next, lines, route, all, wakeAt);
  }

  public Change wakeAt(Instant at) {
    return new Change(expected, next, lines, route, notices, at);
  }
}
