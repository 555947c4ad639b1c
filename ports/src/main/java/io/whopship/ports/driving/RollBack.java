package io.whopship.ports.driving;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.DeploymentView;
import io.whopship.ports.model.identity.Caller;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives all visitors of an app back to a release that the edge has kept: one change of its route.
 */
public interface RollBack {

  /**
   * Does so, if {@code from} is what visitors get now.
   *
   * @param to a deployment whose release is kept; {@code null} for the one before
   */
  Outcome rollBack(Caller caller, DeploymentId from, @Nullable DeploymentId to);

  /** What came of it. */
  sealed interface Outcome {

    /**
     * It is recorded; the edge is told at once.
     *
     * @param notReverted what stays as it is, for a person
     */
    record RolledBack(DeploymentView from, DeploymentView to, List<String> notReverted)
        implements
          Outcome {

      public RolledBack {
        notReverted = List.copyOf(notReverted);
      }
    }

    /** It cannot be done now: {@code reason} says why, and what to do. Nothing changed. */
    record Refused(String reason) implements Outcome {}

    record NoSuchDeployment() implements Outcome {}

    record NotYours() implements Outcome {}
  }
}
