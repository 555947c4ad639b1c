package io.whopship.ports.driven;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.logs.StoredLine;
import java.util.List;

/** The logs of deployments, written by {@link Deployments#record}. */
public interface DeploymentLogs {

  /**
   * The lines behind a position, in their order, without a hole.
   *
   * @param after the position of the last line already known, 0 for none
   * @param limit at most so many
   * @return empty if there are none, or no such deployment
   */
  List<StoredLine> read(DeploymentId deployment, long after, int limit);
}
