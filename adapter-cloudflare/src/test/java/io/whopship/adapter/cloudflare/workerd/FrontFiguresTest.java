package io.whopship.adapter.cloudflare.workerd;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.TrafficFigures;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Traffic;
import io.whopship.ports.model.rollout.TrafficSummary;
import io.whopship.testkit.MovableClock;
import io.whopship.testkit.contract.TrafficFiguresContract;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the front of real workers counts. */
final class FrontFiguresTest extends TrafficFiguresContract {

  @TempDir
  private Path directory;

  @Override
  protected OpenFigures open() {
    RunningEdge running = RunningEdge.start(directory).withHello(1).withHello(2);
    return new OpenFigures() {
      private long generation;

      @Override
      public TrafficFigures figures() {
        return running.edge().figures();
      }

      @Override
      public void serve(ReleaseName release, int status) throws Exception {
        running.route(++generation, new Traffic.Whole(release));
        assertThat(running.get("/api/status?code=" + status).statusCode()).isEqualTo(status);
      }

      @Override
      public Instant now() {
        return Instant.now();
      }

      @Override
      public void close() {
        running.close();
      }
    };
  }

  @Test
  void whatIsOlderThanAnHourIsForgotten() {
    MovableClock clock = new MovableClock(Instant.EPOCH);
    FrontFigures figures = new FrontFigures(clock);
    Instant since = clock.instant();
    figures.answered(FIRST, 200, Duration.ofMillis(5));
    clock.advance(Duration.ofMinutes(59));
    assertThat(figures.since(FIRST, since).requests()).isEqualTo(1);

    clock.advance(Duration.ofMinutes(2));

    assertThat(figures.since(FIRST, since)).isEqualTo(TrafficSummary.NONE);
  }
}
