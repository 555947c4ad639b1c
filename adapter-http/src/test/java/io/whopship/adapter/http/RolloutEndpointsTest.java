package io.whopship.adapter.http;

import static io.whopship.adapter.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.GateSamples;
import io.whopship.ports.driving.ControlRollout;
import io.whopship.ports.driving.ExplainDeployment;
import io.whopship.ports.driving.RollBack;
import io.whopship.ports.driving.UpdateApp;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.logs.StoredLine;
import io.whopship.ports.model.rollout.Gate;
import io.whopship.ports.model.rollout.OnNoData;
import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.ProbeCheck;
import io.whopship.ports.model.rollout.RolloutCommand;
import io.whopship.ports.model.rollout.RolloutPlan;
import io.whopship.ports.model.rollout.RolloutPolicy;
import io.whopship.ports.model.rollout.Sample;
import io.whopship.ports.model.rollout.Sample.Measured;
import io.whopship.ports.model.rollout.Sample.Verdict;
import io.whopship.ports.model.rollout.TrafficLimits;
import io.whopship.ports.model.rollout.TrafficSummary;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolloutEndpointsTest {

  private final Core core = new Core();

  @RegisterExtension
  final Api api = new Api(core);

  private void answering(@Nullable ControlRollout control, @Nullable RollBack rollBack,
      @Nullable ExplainDeployment explain) {
    core.rollouts = new UseCases.ForRollouts(
        control == null ? core.rollouts.control() : control,
        rollBack == null ? core.rollouts.rollBack() : rollBack,
        explain == null ? core.rollouts.explain() : explain);
  }

  @Nested
  class Commands {

    private final AtomicReference<RolloutCommand> asked = new AtomicReference<>();

    private Api.Reply command(String verb, String body, ControlRollout.Outcome outcome) {
      answering((caller, id, command) -> {
        asked.set(command);
        return outcome;
      }, null, null);
      return api.post("/deployments/123/" + verb, body);
    }

    private ControlRollout.Outcome done() {
      return new ControlRollout.Outcome.Done(Samples.halfWay());
    }

    @ParameterizedTest
    @CsvSource({"pause", "resume", "abort", "promote"})
    void nameTheStage(String verb) {
      Api.Reply reply = command(verb, "{\"stage\": \"stage1_50\"}", done());

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.json().at("/deployment/rolloutStage").textValue()).isEqualTo("stage1_50");
      assertThat(asked.get().toString()).containsIgnoringCase(verb).contains("stage1_50");
    }

    @Test
    void thatAskForWhatIsSoAlreadyAreAnsweredAlike() {
      Api.Reply reply = command("pause", "{\"stage\": \"stage1_50\"}",
          new ControlRollout.Outcome.AlreadySo(Samples.halfWay()));

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.json().at("/deployment/rolloutStage").textValue()).isEqualTo("stage1_50");
    }

    @Test
    void promotionMayBeInFull() {
      command("promote", "{\"stage\": \"stage1_50\", \"full\": true}", done());

      assertThat(asked.get()).isEqualTo(new RolloutCommand.Promote("stage1_50", true));
    }

    @Test
    void cancellingNeedsNoStage() {
      assertThat(command("cancel", "", done()).status()).isEqualTo(200);
      assertThat(asked.get()).isEqualTo(new RolloutCommand.Cancel());
    }

    @Test
    void theStageMustBeThere() {
      Api.Reply reply = command("abort", "{}", done());

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.json().at("/details/field").textValue()).isEqualTo("stage");
      assertThat(asked.get()).isNull();
    }

    @Test
    void aRefusalSaysWhyAndInWhichStageItIs() {
      Api.Reply reply = command("abort", "{\"stage\": \"stage2_100\"}",
          new ControlRollout.Outcome.OtherStage(Samples.halfWay(),
              "it is in stage1_50 and not in stage2_100 any more"));

      assertThat(reply.status()).isEqualTo(409);
      assertThat(reply.json().at("/message").textValue())
          .isEqualTo("Not now: it is in stage1_50 and not in stage2_100 any more");
      assertThat(reply.json().at("/details/field").textValue()).isEqualTo("stage");
      assertThat(reply.json().at("/details/issue").textValue()).isEqualTo("Is stage1_50");
    }

    @Test
    void aRefusalForAnotherReasonDoesNotBlameTheStage() {
      assertProblem(command("resume", "{\"stage\": \"stage1_50\"}",
          new ControlRollout.Outcome.Refused(Samples.halfWay(), "it waits for approval")), 409,
          "Conflict", "Not now: it waits for approval");
    }

    @Test
    void othersDeploymentsAreNotTouched() {
      assertThat(command("cancel", "", new ControlRollout.Outcome.NotYours()).status())
          .isEqualTo(403);
      assertThat(command("cancel", "", new ControlRollout.Outcome.NoSuchDeployment()).status())
          .isEqualTo(404);
    }
  }

  @Nested
  class RollingBack {

    private final AtomicReference<@Nullable DeploymentId> asked = new AtomicReference<>();

    private Api.Reply rollBack(String body, RollBack.Outcome outcome) {
      answering(null, (caller, from, to) -> {
        asked.set(to);
        return outcome;
      }, null);
      return api.post("/deployments/123/rollback", body);
    }

    private RollBack.Outcome done() {
      return new RollBack.Outcome.RolledBack(Samples.halfWay(), Samples.halfWay(),
          List.of("What workers have stored stays"));
    }

    @Test
    void goesToTheVersionBeforeByItself() {
      Api.Reply reply = rollBack("", done());

      assertThat(reply.status()).isEqualTo(200);
      assertThat(asked.get()).isNull();
      assertThat(reply.json().at("/notReverted/0").textValue())
          .isEqualTo("What workers have stored stays");
      assertThat(reply.json().at("/rolledBackFrom").isNumber()).isTrue();
    }

    @Test
    void goesToTheOneThatIsNamed() {
      rollBack("{\"to\": 7}", done());

      assertThat(asked.get()).isEqualTo(new DeploymentId(7));
    }

    @Test
    void saysWhyItCannotBe() {
      assertProblem(rollBack("{}", new RollBack.Outcome.Refused("nothing is kept")), 409,
          "Conflict", "Not now: nothing is kept");
    }
  }

  @Nested
  class TheDecision {

    @Test
    void showsFiguresThresholdsAndLastLines() {
      Sample visits = new Sample(Samples.NOON, "stage1_50", new Measured.Visits(
          new TrafficSummary(100, 50, Duration.ofMillis(10), Duration.ofMillis(200)),
          TrafficSummary.NONE), Verdict.BAD, "50 of 100 requests failed");
      Sample probe = new Sample(Samples.NOON, "probe",
          new Measured.Probe("/", 200, Duration.ofMillis(12)), Verdict.GOOD, "");
      answering(null, null,
          (caller, id, samples) -> new ExplainDeployment.Outcome.Explained(
              new ExplainDeployment.Decision(Samples.halfWay(), "It failed", Gate.DEFAULT,
                  List.of(new GateSamples.Count("stage1_50", Verdict.BAD, 1)),
                  new Page<>(List.of(new GateSamples.Kept(2, visits),
                      new GateSamples.Kept(1, probe)), 0),
                  List.of(new StoredLine(9,
                      new LogLine(Samples.NOON, LogType.STDERR, "worker", "TypeError"))))));

      Api.Reply reply = api.get("/deployments/123/decision");

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.json().at("/decision/summary").textValue()).isEqualTo("It failed");
      assertThat(reply.json().at("/decision/gate/traffic/minSamples").intValue()).isEqualTo(20);
      assertThat(reply.json().at("/decision/samples/0/traffic/candidate/errors").intValue())
          .isEqualTo(50);
      assertThat(reply.json().at("/decision/samples/1/probe/latencyMs").intValue()).isEqualTo(12);
      assertThat(reply.json().at("/decision/counts/0/verdict").textValue()).isEqualTo("bad");
      assertThat(reply.json().at("/decision/lastLines/0/message").textValue())
          .isEqualTo("TypeError");
      assertThat(reply.json().path("next").isNull()).isTrue();
    }

    @Test
    void namesTheAddressOfEarlierSamples() {
      AtomicReference<Page.@Nullable Request> asked = new AtomicReference<>();
      answering(null, null, (caller, id, samples) -> {
        asked.set(samples);
        return new ExplainDeployment.Outcome.Explained(new ExplainDeployment.Decision(
            Samples.halfWay(), "It failed", Gate.DEFAULT, List.of(), new Page<>(List.of(), 7),
            List.of()));
      });

      Api.Reply reply = api.get("/deployments/123/decision?limit=2&before=9");

      assertThat(asked.get()).isEqualTo(new Page.Request(9, 2));
      assertThat(reply.json().path("next").textValue())
          .isEqualTo("/deployments/123/decision?limit=2&before=7");
      assertThat(reply.header("Link"))
          .isEqualTo("</deployments/123/decision?limit=2&before=7>; rel=\"next\"");
    }
  }

  @Nested
  class ThePlan {

    private final AtomicReference<@Nullable RolloutPolicy> asked = new AtomicReference<>();

    private Api.Reply update(String rollout) {
      core.updateApp = (caller, id, name, variables, policy) -> {
        asked.set(policy);
        return new UpdateApp.Outcome.Updated(
            Samples.APP.withRollout(Objects.requireNonNull(policy)));
      };
      return api.patch("/apps/456", "{\"rollout\": " + rollout + "}");
    }

    @Test
    void isTakenInFullAndShownAsItWasTaken() {
      String rollout = """
          {"queue": "replace", "steps": [
            {"percent": 10, "soak": "PT5M", "approval": true, "gate": {
              "probes": [{"path": "/healthz", "status": "200-299", "body": "ok",
                          "maxLatency": "PT0.5S"}],
              "maxBad": 2, "maxUnmeasured": 4,
              "traffic": {"maxErrorPercent": 5.0, "maxErrorPercentAboveStable": 1.5,
                          "maxP99": "PT2S", "minSamples": 50, "onNoData": "pause"},
              "dryRun": true}},
            {"percent": 100, "soak": "PT0S", "approval": false, "gate": {
              "probes": [], "maxUnmeasured": 5, "dryRun": false}}]}""";

      Api.Reply reply = update(rollout);

      Gate gate = new Gate(
          List.of(new ProbeCheck("/healthz", 200, 299, "ok", Duration.ofMillis(500))), 2, 4,
          new TrafficLimits(5.0, 1.5, Duration.ofSeconds(2), 50, OnNoData.PAUSE), true);
      assertThat(asked.get()).isEqualTo(new RolloutPolicy(new RolloutPlan(List.of(
          new RolloutPlan.Step(new Percent(10), Duration.ofMinutes(5), true, gate),
          new RolloutPlan.Step(Percent.ALL, Duration.ZERO, false,
              new Gate(List.of(), null, 5, null, false)))),
          RolloutPolicy.Queue.REPLACE));
      assertThat(reply.json().at("/app/rollout")).isEqualTo(Api.json(rollout));
    }

    @Test
    void mayBeTheServersOwnAgain() {
      update("{}");

      assertThat(asked.get()).isEqualTo(RolloutPolicy.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
        textBlock = """
            {"steps": []}                                            | rollout.steps
            {"steps": [{"percent": 50}]}                             | rollout.steps
            {"steps": [{"percent": 0}]}                              | rollout.steps[0].percent
            {"steps": [{"percent": 100, "soak": "30s"}]}             | rollout.steps[0].soak
            {"steps": [{"percent": 100, "soak": "PT9999H"}]}         | rollout.steps[0].soak
            {"steps": [{"percent": 100, "gate": {"probe": []}}]}     | rollout.steps[0].gate.probe
            {"steps": [{"percent": 100, "gate": {"probes": [{"path": "x"}]}}]} | rollout.steps[0].gate.probes[0].path
            {"steps": [{"percent": 100, "gate": {"probes": [{"path": "/", "status": "2xx"}]}}]} | rollout.steps[0].gate.probes[0].status
            {"steps": [{"percent": 100, "gate": {"traffic": {"maxErrorPercent": 101}}}]} | rollout.steps[0].gate.traffic.maxErrorPercent
            {"steps": [{"percent": 100, "gate": {"traffic": {"onNoData": "panic"}}}]} | rollout.steps[0].gate.traffic.onNoData
            {"steps": [{"percent": 100, "gate": {"traffic": {"maxP99": "PT0S"}}}]} | rollout.steps[0].gate.traffic.maxP99
            {"queue": "jump"}                                        | rollout.queue
            {"que": "wait"}                                          | rollout.que
            """)
    void isRefusedWithTheMemberThatIsWrong(String rollout, String member) {
      Api.Reply reply = update(rollout);

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.json().at("/details/field").textValue()).isEqualTo(member);
      assertThat(asked.get()).isNull();
    }
  }
}
