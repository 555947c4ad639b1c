package io.whopship.core.deployments;

import io.whopship.core.pipeline.Wording;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Deployments.Recorded;
import io.whopship.ports.driving.ReportIncident;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.rollout.ReleaseName;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

public final class ReportIncidentService implements ReportIncident {

  private static final Logger log = LoggerFactory.getLogger(ReportIncidentService.class);

  private static final String STEP = "running";

  /** A deployment under way may change between the look at it and the write. */
  private static final int TRIES = 5;

  private final Deployments deployments;
  private final InstantSource clock;

  public ReportIncidentService(Deployments deployments, InstantSource clock) {
    this.deployments = deployments;
    this.clock = clock;
  }

  @Override
  public void report(ReleaseName release, String line) {
    for (int i = 0; i < TRIES; i++) {
      Optional<Deployment> deployment = deployments.find(release.deployment())
          .filter(found -> found.releaseName().equals(release));
      if (deployment.isEmpty() || isWritten(deployment.get(), line)) {
        return;
      }
    }
    log.warn(
        "incident not written to the log, the deployment keeps changing release={} line=\"{}\"",
        release, line);
  }

  private boolean isWritten(Deployment deployment, String line) {
    Change change = Change.lines(deployment,
        Wording.lines(clock.instant(), LogType.ERROR, STEP, line));
    return switch (deployments.record(change)) {
      case Recorded.Won won -> true;
      case Recorded.Lost() -> false;
      case Recorded.Occupied occupied -> false;
    };
  }
}
