package io.whopship.ports.driven;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.rollout.Sample;
import java.util.List;

/** What the gates of deployments saw, written by {@link Deployments#record}, and kept as long. */
public interface GateSamples {

  /**
   * Samples of a deployment, the latest first; none if there is no such deployment.
   *
   * @param before only those with a lower number; {@link Long#MAX_VALUE} for all
   * @param limit at most so many, 1 or more
   */
  List<Kept> read(DeploymentId deployment, long before, int limit);

  /** How many of a deployment there are, by stage and verdict; without those there are none of. */
  List<Count> count(DeploymentId deployment);

  /**
   * A sample and its number.
   *
   * @param number from 1, without a hole, in the order in which they were recorded
   */
  record Kept(long number, Sample sample) {}

  /** So many samples of a stage came to this verdict. */
  record Count(String stage, Sample.Verdict verdict, long number) {}
}
