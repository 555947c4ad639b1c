package io.whopship.ports.driving;

import io.whopship.ports.driven.GateSamples;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.deploy.DeploymentView;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.logs.StoredLine;
import io.whopship.ports.model.rollout.Gate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says why a deployment stands where it stands. */
public interface ExplainDeployment {

  /**
   * Explains it.
   *
   * @param samples which of them are shown, by their numbers
   */
  Outcome explain(Caller caller, DeploymentId deployment, Page.Request samples);

  /**
   * The explanation.
   *
   * @param summary for a person: what was decided, by what, and what comes next
   * @param gate that decides, or decided last; {@code null} if none was reached
   * @param counts of all samples there are
   * @param samples those that were asked for, the latest first
   * @param lastLines what the release itself said before it was taken off traffic
   */
  record Decision(DeploymentView deployment, String summary, @Nullable Gate gate,
      List<GateSamples.Count> counts, Page<GateSamples.Kept> samples, List<StoredLine> lastLines) {

    public Decision {
      counts = List.copyOf(counts);
      lastLines = List.copyOf(lastLines);
    }
  }

  /** What was found. */
  sealed interface Outcome {

    record Explained(Decision decision) implements Outcome {}

    record NoSuchDeployment() implements Outcome {}

    record NotYours() implements Outcome {}
  }
}
