package io.whopship.testkit;

import io.whopship.ports.driven.TrafficFigures;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.testkit.contract.TrafficFiguresContract;
import java.time.Duration;
import java.time.Instant;

class FakeTrafficFiguresTest extends TrafficFiguresContract {

  @Override
  protected OpenFigures open() {
    FakeTrafficFigures figures = new FakeTrafficFigures();
    return new OpenFigures() {
      @Override
      public TrafficFigures figures() {
        return figures;
      }

      @Override
      public void serve(ReleaseName release, int status) {
        figures.visited(release, now(), status, Duration.ofMillis(12));
      }

      @Override
      public Instant now() {
        return Instant.EPOCH.plusSeconds(100_000);
      }

      @Override
      public void close() {
        // Nothing is open.
      }
    };
  }
}
