package io.whopship.core.pipeline;

import io.whopship.ports.driven.DeploymentObserver;
import io.whopship.ports.driven.DeploymentObserver.Ended;
import io.whopship.ports.driven.DeploymentObserver.Step;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** The pipeline, with somebody who is told of each of its steps. */
public record ObservedPipeline(Pipeline pipeline, DeploymentObserver observer,
    InstantSource clock) {

  Optional<DeploymentEvent> run(Deployment deployment, App app, Journal journal, int attempt) {
    Instant began = clock.instant();
    Ended how = Ended.FAULT;
    try {
      Optional<DeploymentEvent> event = pipeline.run(deployment, app, journal);
      how = event.isPresent() ? Ended.DONE : Ended.WAITING;
      return event;
    } finally {
      observer.stepped(new Step(deployment, Pipeline.stepOf(deployment.state()), attempt, began,
          clock.instant(), how));
    }
  }
}
