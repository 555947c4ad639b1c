package io.whopship.core.pipeline;

import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Deployments.Recorded;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.rollout.Sample;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * What one piece of work says in the log of its deployment. Lines wait to be written together with
 * the next state; {@link #write} lets a viewer see them before something slow begins. For one
 * thread.
 */
final class Journal {

  private final Deployments deployments;
  private final InstantSource clock;
  private final Deployment deployment;
  private final String step;
  private final List<LogLine> pending = new ArrayList<>();
  private final List<Sample> samples = new ArrayList<>();

  /** For a deployment just claimed. {@code step} names what is being done. */
  Journal(Deployments deployments, InstantSource clock, Deployment deployment, String step) {
    this.deployments = deployments;
    this.clock = clock;
    this.deployment = deployment;
    this.step = step;
  }

  void info(String text) {
    add(LogType.INFO, step, text);
  }

  void error(String text) {
    add(LogType.ERROR, step, text);
  }

  void add(LogType type, String ofStep, String text) {
    pending.addAll(Wording.lines(clock.instant(), type, ofStep, text));
  }

  /** What the gate saw; written with the next state. */
  void sample(List<Sample> more) {
    samples.addAll(more);
  }

  List<Sample> samples() {
    return List.copyOf(samples);
  }

  /** The lines not yet written. */
  List<LogLine> pending() {
    return List.copyOf(pending);
  }

  /** Says one thing that a viewer is to see at once. */
  void announce(String text) {
    info(text);
    write();
  }

  /** Writes what is pending. Throws {@link TakenOver} if this deployment is not ours any more. */
  void write() {
    if (pending.isEmpty()) {
      return;
    }
    switch (deployments.record(Change.lines(deployment, pending))) {
      case Recorded.Won won -> pending.clear();
      case Recorded.Lost() -> throw new TakenOver();
      case Recorded.Occupied(DeploymentId by) -> throw new IllegalStateException(
          "lines need no place, yet deployment " + by + " is said to have it");
    }
  }

  /** Somebody else took the deployment up: whatever this thread does for it is to end. */
  static final class TakenOver extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TakenOver() {
      super("the deployment was taken over", null, false, false);
    }
  }
}
