package io.whopship.ports.driven;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.rollout.Sample;
import java.util.List;

/**
 * What the gates of deployments saw, written by {@link Deployments#record}. They are kept as long
 * as the deployment, and of each the last {@link #MOST}: a rollout may be paused for years.
 */
public interface GateSamples {

  /** Half a day of rounds with a probe each. */
  int MOST = 10_000;

  /**
   * Samples of a deployment, the latest first; none if there is no such deployment.
   *
   * @param before only those with a lower number; {@link Long#MAX_VALUE} for all
   * @param limit at most so many, 1 or more
   */
  List<Kept> read(DeploymentId deployment, long before, int limit);

  /** How many of a deployment are kept, by stage and verdict; without those there are none of. */
  List<Count> count(DeploymentId deployment);

  /**
   * A sample and its number.
   *
   * @param number from 1, without a hole, in the order in which they were recorded; the first ones
   * go in the end
   */
  record Kept(long number, Sample sample) {}

  /** So many samples of a stage came to this verdict. */
  record Count(String stage, Sample.Verdict verdict, long number) {}
}
