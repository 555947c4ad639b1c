package io.whopship.ports.driven;

import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.rollout.Sample;
import java.time.Instant;

/**
 * Is told how deployments get on, to count and to measure it. Called by the threads that do the
 * work, so it returns at once; it does not throw. What a killed server did it may never hear of.
 */
public interface DeploymentObserver {

  /** Wants to know nothing. */
  DeploymentObserver NONE = new DeploymentObserver() {
    @Override
    public void entered(Deployment now) {}

    @Override
    public void removed(Deployment was) {}

    @Override
    public void stepped(Step step) {}

    @Override
    public void sampled(Sample sample) {}
  };

  /** A deployment has got to a new state, as stored. */
  void entered(Deployment now);

  /** A deployment is gone. */
  void removed(Deployment was);

  /** A step of a deployment was done, or tried. */
  void stepped(Step step);

  /** A gate has seen this of a deployment, as stored. */
  void sampled(Sample sample);

  /**
   * One try of one step.
   *
   * @param deployment as it was before
   * @param name one of few: {@code build}, {@code place}, {@code probe}
   * @param attempt 0 for the first
   */
  record Step(Deployment deployment, String name, int attempt, Instant began, Instant ended,
      Ended how) {}

  /** What came of it. */
  enum Ended {
    /** Something, be it good or bad for the deployment. */
    DONE,
    /** Nothing yet: it is looked at again. */
    WAITING,
    /** It could not be done, for a fault of the world or of this server. */
    FAULT
  }
}
