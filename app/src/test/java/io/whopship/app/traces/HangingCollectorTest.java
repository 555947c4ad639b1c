package io.whopship.app.traces;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.DeploymentObserver.Ended;
import io.whopship.ports.driven.DeploymentObserver.Step;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState.Building;
import io.whopship.ports.model.rollout.RolloutPlan;
import io.whopship.testkit.http.Exchange;
import io.whopship.testkit.http.LoopbackServer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HangingCollectorTest {

  /** Below that after which a collector is given up. */
  private static final Duration SOON = DeploymentTraces.ANSWER.minusSeconds(1);

  @Test
  void whoeverClosesWaitsForItNoLongerThanIsSaid() {
    try (LoopbackServer collector = LoopbackServer.start(Exchange::hang)) {
      DeploymentTraces traces = new DeploymentTraces(
          new Collector(URI.create("http://127.0.0.1:" + collector.port()), Map.of()), "a", "1",
          Duration.ofMillis(100), InstantSource.system());
      Instant now = Instant.now();
      traces.stepped(new Step(new Deployment(new DeploymentId(7), UUID.randomUUID(), new AppId(1),
          BuildMetadata.NONE, null, RolloutPlan.DEFAULT, new Building(now), 1, 1, now), "build", 0,
          now, now, Ended.DONE));

      assertThat(CompletableFuture.runAsync(traces::close)).succeedsWithin(SOON);
    }
  }
}
