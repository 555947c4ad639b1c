package io.whopship.ports.driving;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.logs.StoredLine;
import java.util.List;

/** Reads the log of a deployment. */
public interface ReadDeploymentLog {

  /**
   * The lines behind a position: as many as asked for, or fewer if they are long.
   *
   * @param after the position of the last line already known, 0 for none
   * @param limit at most so many
   */
  Outcome read(Caller caller, DeploymentId deployment, long after, int limit);

  /** What was found. */
  sealed interface Outcome {

    /** Lines in order; none if there are no more yet. */
    record Found(List<StoredLine> lines) implements Outcome {}

    record NoSuchDeployment() implements Outcome {}

    record NotYours() implements Outcome {}
  }
}
