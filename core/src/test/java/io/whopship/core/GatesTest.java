package io.whopship.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.Edge.ProbeResult.Answered;
import io.whopship.ports.driven.GateSamples;
import io.whopship.ports.driving.ExplainDeployment;
import io.whopship.ports.driving.ExplainDeployment.Decision;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.deploy.DeploymentState.Active;
import io.whopship.ports.model.deploy.DeploymentState.Paused;
import io.whopship.ports.model.deploy.DeploymentState.Soaking;
import io.whopship.ports.model.deploy.Failure;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.rollout.Gate;
import io.whopship.ports.model.rollout.OnNoData;
import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.ProbeCheck;
import io.whopship.ports.model.rollout.RolloutPlan;
import io.whopship.ports.model.rollout.RolloutPolicy;
import io.whopship.ports.model.rollout.Sample;
import io.whopship.ports.model.rollout.Sample.Measured;
import io.whopship.ports.model.rollout.Sample.Verdict;
import io.whopship.ports.model.rollout.TrafficLimits;
import io.whopship.ports.model.rollout.TrafficSummary;
import io.whopship.testkit.FakeEdge.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What lets a release keep its traffic. */
final class GatesTest {

  private static final Duration SOAK = Duration.ofMinutes(1);

  private final Platform platform = new Platform();
  private DeploymentId first;

  @BeforeEach
  void deployOne() {
    first = platform.deployed();
  }

  private void plan(Gate gate) {
    platform.core.apps()
        .update()
        .update(Platform.ALICE, platform.app.id(), null, null,
            new RolloutPolicy(new RolloutPlan(List.of(
                new RolloutPlan.Step(new Percent(50), SOAK, false, gate),
                new RolloutPlan.Step(Percent.ALL, Duration.ZERO, false, gate))),
                RolloutPolicy.Queue.WAIT));
  }

  private static Gate probes(ProbeCheck... probes) {
    return new Gate(List.of(probes), null, 5, null, false);
  }

  private static Gate limits(@Nullable Double errors, @Nullable Double aboveStable,
      @Nullable Duration p99, OnNoData onNoData) {
    return new Gate(List.of(), null, 5,
        new TrafficLimits(errors, aboveStable, p99, 20, onNoData), false);
  }

  private static TrafficSummary traffic(long requests, long errors) {
    return new TrafficSummary(requests, errors, Duration.ofMillis(10), Duration.ofMillis(200));
  }

  /** From now on; a few of the answers are slow. */
  private void served(DeploymentId id, int requests, int errors) {
    for (int i = 0; i < requests; i++) {
      platform.figures.visited(platform.release(id), platform.clock.instant(),
          i < errors ? 500 : 200, Duration.ofMillis(i < requests * 97 / 100 ? 10 : 200));
    }
  }

  private DeploymentId soaking() {
    DeploymentId id = platform.triggered();
    platform.advanceTo(Soaking.class, id);
    return id;
  }

  private Decision decision(DeploymentId id) {
    return ((ExplainDeployment.Outcome.Explained) platform.core.rollouts()
        .explain()
        .explain(Platform.ALICE, id,
            new Page.Request(Page.Request.FIRST, Page.MAX_LIMIT)))
        .decision();
  }

  private Failure failure(DeploymentId id) {
    return platform.failed(id).failure();
  }

  @Nested
  class ByProbes {

    private void assertRefused(ProbeCheck check, Answered answer, String reason) {
      plan(probes(ProbeCheck.of("/"), check));
      DeploymentId second = platform.triggered();
      platform.edge.answer(platform.release(second), answer);

      platform.finish();

      assertThat(failure(second).code()).isEqualTo(Failure.Code.PROBE_FAILED);
      assertThat(failure(second).message()).endsWith(reason);
      assertThat(platform.answered(first)).isEqualTo(1000);
    }

    @Test
    void ofTheStatus() {
      assertRefused(new ProbeCheck("/healthz", 200, 299, null, null),
          new Answered(301, Duration.ofMillis(5), ""),
          "GET /healthz answered 301, and not 200 to 299");
    }

    @Test
    void ofTheBody() {
      assertRefused(new ProbeCheck("/healthz", 200, 299, "all is well", null),
          new Answered(200, Duration.ofMillis(5), "all is lost"),
          "GET /healthz answered 200 without the text 'all is well'");
    }

    @Test
    void ofTheLatency() {
      assertRefused(new ProbeCheck("/healthz", 200, 299, null, Duration.ofMillis(100)),
          new Answered(200, Duration.ofMillis(101), ""),
          "GET /healthz took 101 ms, more than 100 ms");
    }

    @Test
    void thatAreAllGoodLetItPass() {
      plan(probes(ProbeCheck.of("/"),
          new ProbeCheck("/healthz", 200, 200, "well", Duration.ofMillis(100))));

      DeploymentId second = platform.deployed();

      assertThat(platform.state(second)).isInstanceOf(Active.class);
      assertThat(platform.log(second)).contains("The new version answered 200 in 12 ms (/healthz)");
    }

    @Test
    void anAnswerOf500IsBadUnlessAGateSaysOtherwise() {
      DeploymentId second = platform.triggered();
      platform.edge.answer(platform.release(second), new Answered(500, Duration.ofMillis(5), ""));

      platform.finish();

      assertThat(failure(second).message()).endsWith("GET / answered 500, and not 100 to 499");
    }

    @Test
    void thatCannotBeAskedPauseTheRolloutAndBlameNobody() {
      DeploymentId second = soaking();
      platform.edge.failNext(Operation.PROBE, 5);

      platform.finish();

      assertThat(platform.state(second)).isInstanceOfSatisfying(Paused.class, paused -> {
        assertThat(paused.why()).isEqualTo(Paused.Why.INCONCLUSIVE);
        assertThat(paused.reason()).startsWith("It could not be told 5 times in a row");
      });
      assertThat(platform.answered(second)).isBetween(400L, 600L);
    }

    @Test
    void thatCannotBeAskedAtTheVeryEndAreAskedAgainLater() {
      DeploymentId second = soaking();
      platform.clock.advance(Duration.ofSeconds(30));
      platform.edge.failNext(Operation.PROBE, 4);
      var began = platform.clock.instant();

      platform.finish();

      assertThat(platform.state(second)).isInstanceOfSatisfying(Active.class, active -> assertThat(
          active.deployedAt()).isAfterOrEqualTo(began.plusSeconds(20)));
    }

    @Test
    void thatCouldNotBeAskedForAMomentAreAskedAgain() {
      DeploymentId second = soaking();
      platform.edge.failNext(Operation.PROBE, 4);

      platform.finish();

      assertThat(platform.state(second)).isInstanceOf(Active.class);
    }
  }

  @Nested
  class ByTraffic {

    @Test
    void aReleaseWithTooManyErrorsLosesItsTrafficAtTheNextLook() {
      plan(limits(5.0, null, null, OnNoData.PASS));
      DeploymentId second = soaking();
      var began = platform.clock.instant();
      served(second, 100, 6);

      platform.finish();

      assertThat(failure(second)).isEqualTo(new Failure(Failure.Code.GATE_FAILED,
          "The new version did not pass the gate of stage1_50 and lost its traffic again: 6 of 100"
              + " requests failed (6 %), more than 5 %"));
      assertThat(platform.failed(second).failedAt())
          .isBeforeOrEqualTo(began.plus(Duration.ofSeconds(10)));
      assertThat(platform.answered(first)).isEqualTo(1000);
    }

    @Test
    void aReleaseIsHeldAgainstTheStableOneByDefault() {
      DeploymentId second = soaking();
      served(first, 1000, 20);
      served(second, 100, 13);

      platform.finish();

      assertThat(failure(second).message())
          .endsWith("13 of 100 requests failed (13 %), more than 10 % above the 2 % of the stable"
              + " version");
    }

    @Test
    void errorsThatTheStableOneHasTooAreNoReason() {
      DeploymentId second = soaking();
      served(first, 1000, 200);
      served(second, 100, 25);

      platform.finish();

      assertThat(platform.state(second)).isInstanceOf(Active.class);
    }

    @Test
    void aSlowReleaseLosesItsTraffic() {
      plan(limits(null, null, Duration.ofMillis(150), OnNoData.PASS));
      DeploymentId second = soaking();
      served(second, 100, 0);

      platform.finish();

      assertThat(failure(second).message())
          .endsWith("99 of 100 answers took up to 200 ms, more than 150 ms");
    }

    @Test
    void aStableVersionWithoutVisitorsIsNoMeasure() {
      DeploymentId second = soaking();
      served(second, 100, 12);

      platform.finish();

      assertThat(platform.state(second)).isInstanceOf(Active.class);
    }

    @Test
    void figuresThatCannotBeHadForAMomentAreAskedForAgain() {
      plan(limits(5.0, null, null, OnNoData.PAUSE));
      DeploymentId second = soaking();
      served(second, 100, 0);
      platform.clock.advance(SOAK);
      platform.figures.setOut(true);
      platform.queue.runDue(platform.core.work().advance());
      platform.figures.setOut(false);

      platform.finish();

      assertThat(platform.state(second)).isInstanceOf(Active.class);
    }

    @Test
    void fewRequestsAreNotJudged() {
      plan(limits(5.0, null, null, OnNoData.PASS));
      DeploymentId second = soaking();
      served(second, 19, 19);

      platform.finish();

      assertThat(platform.state(second)).isInstanceOf(Active.class);
    }

    @Test
    void tooFewRequestsPauseItIfTheGateSaysSo() {
      plan(limits(5.0, null, null, OnNoData.PAUSE));

      DeploymentId second = platform.deployed();

      assertThat(platform.state(second)).isInstanceOfSatisfying(Paused.class,
          paused -> assertThat(paused.reason())
              .isEqualTo("it had 0 requests, of the 20 it is judged by"));
    }

    @Test
    void tooFewRequestsFailItIfTheGateSaysSo() {
      plan(limits(5.0, null, null, OnNoData.FAIL));

      DeploymentId second = platform.deployed();

      assertThat(failure(second).code()).isEqualTo(Failure.Code.GATE_FAILED);
      assertThat(platform.answered(first)).isEqualTo(1000);
    }

    @Test
    void figuresThatCannotBeHadFailNobody() {
      plan(limits(5.0, null, null, OnNoData.FAIL));
      DeploymentId second = soaking();
      platform.figures.setOut(true);

      platform.finish();

      assertThat(platform.state(second)).isInstanceOfSatisfying(Paused.class,
          paused -> assertThat(paused.reason())
              .isEqualTo("what visitors got is not known: the figures are out, as the test asked"));
    }
  }

  @Nested
  class AsADryRun {

    @Test
    void itLetsNothingInThatDoesNotAnswer() {
      plan(new Gate(List.of(), 1, 1, null, true));
      DeploymentId second = platform.triggered();
      platform.edge.makeUnhealthy(platform.release(second), "it does not start");

      platform.finish();

      assertThat(failure(second).code()).isEqualTo(Failure.Code.PROBE_FAILED);
    }

    @Test
    void itOnlySaysWhatItWouldHaveDone() {
      plan(new Gate(List.of(new ProbeCheck("/", 200, 299, "wanted", null)), 1, 1,
          new TrafficLimits(1.0, null, null, 1, OnNoData.FAIL), true));
      DeploymentId second = soaking();
      served(second, 100, 50);

      platform.finish();

      assertThat(platform.state(second)).isInstanceOf(Active.class);
      assertThat(platform.log(second)).contains(
          "Health probe failed: GET / answered 200 without the text 'wanted'. The gate is a dry"
              + " run, so it does not count");
      assertThat(decision(second).counts()).anySatisfy(
          count -> assertThat(count.verdict()).isEqualTo(Verdict.BAD));
    }
  }

  @Nested
  class Explained {

    @Test
    void bySamplesWithFigures() {
      DeploymentId second = soaking();
      served(first, 1000, 0);
      served(second, 100, 50);
      platform.finish();

      Decision decision = decision(second);

      assertThat(decision.summary()).contains("50 of 100 requests failed");
      assertThat(decision.samples().items()).first().satisfies(kept -> {
        Sample sample = kept.sample();
        assertThat(sample.verdict()).isEqualTo(Verdict.BAD);
        assertThat(sample.stage()).isEqualTo("stage1_50");
        assertThat(sample.measured())
            .isEqualTo(new Measured.Visits(traffic(100, 50), traffic(1000, 0)));
      });
      assertThat(decision.samples().items()).last()
          .satisfies(
              kept -> assertThat(kept.sample().stage()).isEqualTo("probe"));
      assertThat(decision.gate()).isEqualTo(Gate.DEFAULT);
    }

    @Test
    void pageByPage() {
      Page<GateSamples.Kept> all = decision(first).samples();
      assertThat(all.items()).hasSizeGreaterThan(2);
      assertThat(all.next()).isZero();

      List<GateSamples.Kept> read = new ArrayList<>();
      for (long before = Page.Request.FIRST; before != 0;) {
        Page<GateSamples.Kept> page = ((ExplainDeployment.Outcome.Explained) platform.core
            .rollouts()
            .explain()
            .explain(Platform.ALICE, first, new Page.Request(before, 1))).decision().samples();
        read.addAll(page.items());
        before = page.next();
      }
      assertThat(read).isEqualTo(all.items());
    }

    @Test
    void byTheLastLinesOfTheReleaseItself() {
      DeploymentId second = soaking();
      platform.core.logs()
          .collect()
          .accept(platform.release(second), "epoch", 1, List.of(
              new LogLine(platform.clock.instant(), LogType.STDERR, "", "TypeError: no ship")));
      platform.edge.makeUnhealthy(platform.release(second), "it answered 500");
      platform.timer.runDue();
      platform.finish();

      assertThat(decision(second).lastLines())
          .extracting(line -> line.line().message())
          .containsExactly("TypeError: no ship");
    }

    @Test
    void whileItStillGoesOn() {
      DeploymentId second = soaking();

      assertThat(decision(second).summary()).startsWith("It has 50% of the traffic and is watched");
      assertThat(decision(platform.uploaded()).summary()).startsWith("It waits for its artifact");
    }

    @Test
    void toItsOwnerAlone() {
      assertThat(platform.core.rollouts()
          .explain()
          .explain(Platform.MALLORY, first, Page.Request.first()))
          .isEqualTo(new ExplainDeployment.Outcome.NotYours());
    }
  }
}
