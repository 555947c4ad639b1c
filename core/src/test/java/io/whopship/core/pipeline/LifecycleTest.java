package io.whopship.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.DeploymentEvent;
import io.whopship.ports.model.deploy.DeploymentEvent.Accepted;
import io.whopship.ports.model.deploy.DeploymentEvent.Admitted;
import io.whopship.ports.model.deploy.DeploymentEvent.Broke;
import io.whopship.ports.model.deploy.DeploymentEvent.GateFailed;
import io.whopship.ports.model.deploy.DeploymentEvent.GateInconclusive;
import io.whopship.ports.model.deploy.DeploymentEvent.Placed;
import io.whopship.ports.model.deploy.DeploymentEvent.ProbeFailed;
import io.whopship.ports.model.deploy.DeploymentEvent.ProbePassed;
import io.whopship.ports.model.deploy.DeploymentEvent.Replaced;
import io.whopship.ports.model.deploy.DeploymentEvent.Settled;
import io.whopship.ports.model.deploy.DeploymentEvent.Shifted;
import io.whopship.ports.model.deploy.DeploymentEvent.Triggered;
import io.whopship.ports.model.deploy.DeploymentEvent.Unmeasured;
import io.whopship.ports.model.deploy.DeploymentEvent.Withdrawn;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.DeploymentState.Active;
import io.whopship.ports.model.deploy.DeploymentState.Building;
import io.whopship.ports.model.deploy.DeploymentState.Failed;
import io.whopship.ports.model.deploy.DeploymentState.Paused;
import io.whopship.ports.model.deploy.DeploymentState.Pending;
import io.whopship.ports.model.deploy.DeploymentState.Placing;
import io.whopship.ports.model.deploy.DeploymentState.Probing;
import io.whopship.ports.model.deploy.DeploymentState.Queued;
import io.whopship.ports.model.deploy.DeploymentState.Settling;
import io.whopship.ports.model.deploy.DeploymentState.Shifting;
import io.whopship.ports.model.deploy.DeploymentState.Soaking;
import io.whopship.ports.model.deploy.DeploymentState.Withdrawing;
import io.whopship.ports.model.deploy.Failure;
import io.whopship.ports.model.rollout.Gate;
import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.ProbeSettings;
import io.whopship.ports.model.rollout.Release;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.RolloutPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class LifecycleTest {

  private static final Instant NOW = Instant.parse("2025-01-24T12:00:00Z");
  private static final Instant THEN = NOW.minusSeconds(60);
  private static final Duration SPREAD = Duration.ofSeconds(5);
  private static final Duration DELAY = Duration.ofSeconds(2);
  private static final Release RELEASE = new Release(
      new ReleaseName(new AppId(456), new DeploymentId(123)), "version_abc123");
  private static final Failure SICK = new Failure(Failure.Code.SOAK_FAILED, "It was sick");
  private static final Failure OUT = new Failure(Failure.Code.UNAVAILABLE, "The edge is out");

  /** With the default plan of two steps, and three failed probes in a row as the limit. */
  private static final List<Example> STATES = List.of(
      new Example("Pending", new Pending()),
      new Example("Building", new Building(THEN)),
      new Example("Queued", new Queued(THEN)),
      new Example("Placing", new Placing(THEN)),
      new Example("Probing", new Probing(THEN, RELEASE, 0)),
      new Example("Probing, failed twice", new Probing(THEN, RELEASE, 2)),
      new Example("Shifting, step 0", new Shifting(THEN, RELEASE, 0)),
      new Example("Shifting, step 1", new Shifting(THEN, RELEASE, 1)),
      new Example("Soaking, step 0", soaking(0, NOW.plusSeconds(1), 0)),
      new Example("Soaking, step 0, failed twice", soaking(0, NOW.plusSeconds(1), 2)),
      new Example("Soaking, step 0, time is over", soaking(0, NOW, 0)),
      new Example("Soaking, last step, time is over", soaking(1, NOW, 0)),
      new Example("Soaking, step 0, unasked four times", unasked(4)),
      new Example("Paused, step 0", paused(0)),
      new Example("Paused, step 0, failed twice", paused(2)),
      new Example("Settling", new Settling(THEN, RELEASE)),
      new Example("Withdrawing", new Withdrawing(THEN, RELEASE, SICK)),
      new Example("Active", new Active(RELEASE, THEN, NOW)),
      new Example("Failed", new Failed(SICK, NOW, RELEASE)));

  private static final List<DeploymentEvent> EVENTS = List.of(new Triggered(), new Accepted(),
      new Admitted(), new Placed(RELEASE), new ProbePassed(), new ProbeFailed("it answered 500"),
      new Shifted(SPREAD, DELAY), new Settled(), new Withdrawn(), new Unmeasured("it was out"),
      new GateFailed("it is slow"), new GateInconclusive("nobody came"),
      new Replaced(new DeploymentId(124)), new Broke(OUT));

  private record Example(String name, DeploymentState state) {}

  @Test
  void everyStateMeetsEveryEvent() {
    assertThat(table()).isEqualTo(
        """
            | state                               | Triggered   | Accepted    | Admitted    | Placed      | ProbePassed | ProbeFailed | Shifted     | Settled     | Withdrawn   | Unmeasured  | GateFailed  | GateInconclusive | Replaced    | Broke       |
            | ----------------------------------- | ---         | ---         | ---         | ---         | ---         | ---         | ---         | ---         | ---         | ---         | ---         | ---              | ---         | ---         |
            | Pending                             | Building    | -           | -           | -           | -           | -           | -           | -           | -           | -           | -           | -                | -           | -           |
            | Building                            | -           | Queued      | -           | -           | -           | -           | -           | -           | -           | -           | -           | -                | -           | Failed      |
            | Queued                              | -           | -           | Placing     | -           | -           | -           | -           | -           | -           | -           | -           | -                | Failed      | Failed      |
            | Placing                             | -           | -           | -           | Probing     | -           | -           | -           | -           | -           | -           | -           | -                | -           | Failed      |
            | Probing                             | -           | -           | -           | -           | Shifting 0  | Probing     | -           | -           | -           | -           | -           | -                | -           | Failed      |
            | Probing, failed twice               | -           | -           | -           | -           | Shifting 0  | Failed      | -           | -           | -           | -           | -           | -                | -           | Failed      |
            | Shifting, step 0                    | -           | -           | -           | -           | -           | -           | Soaking 0   | -           | -           | -           | -           | -                | -           | Withdrawing |
            | Shifting, step 1                    | -           | -           | -           | -           | -           | -           | Soaking 1   | -           | -           | -           | -           | -                | -           | Withdrawing |
            | Soaking, step 0                     | -           | -           | -           | -           | Soaking 0   | Soaking 0   | -           | -           | -           | Soaking 0   | Withdrawing | Paused           | -           | Withdrawing |
            | Soaking, step 0, failed twice       | -           | -           | -           | -           | Soaking 0   | Withdrawing | -           | -           | -           | Soaking 0   | Withdrawing | Paused           | -           | Withdrawing |
            | Soaking, step 0, time is over       | -           | -           | -           | -           | Shifting 1  | Soaking 0   | -           | -           | -           | Soaking 0   | Withdrawing | Paused           | -           | Withdrawing |
            | Soaking, last step, time is over    | -           | -           | -           | -           | Settling    | Soaking 1   | -           | -           | -           | Soaking 1   | Withdrawing | Paused           | -           | Withdrawing |
            | Soaking, step 0, unasked four times | -           | -           | -           | -           | Soaking 0   | Soaking 0   | -           | -           | -           | Paused      | Withdrawing | Paused           | -           | Withdrawing |
            | Paused, step 0                      | -           | -           | -           | -           | Paused      | Paused      | -           | -           | -           | Paused      | Withdrawing | Paused           | -           | Withdrawing |
            | Paused, step 0, failed twice        | -           | -           | -           | -           | Paused      | Withdrawing | -           | -           | -           | Paused      | Withdrawing | Paused           | -           | Withdrawing |
            | Settling                            | -           | -           | -           | -           | -           | -           | -           | Active      | -           | -           | -           | -                | -           | Withdrawing |
            | Withdrawing                         | -           | -           | -           | -           | -           | -           | -           | -           | Failed      | -           | -           | -                | -           | Failed      |
            | Active                              | -           | -           | -           | -           | -           | -           | -           | -           | -           | -           | -           | -                | -           | -           |
            | Failed                              | -           | -           | -           | -           | -           | -           | -           | -           | -           | -           | -           | -                | -           | -           |
            """);
  }

  @Test
  void theArchitecturePaperShowsThisTable() throws IOException {
    assertThat(Files.readString(Path.of("..", "docs", "ARCHITECTURE.md"))).contains(table());
  }

  @Test
  void theExamplesNameEveryStateAndEveryEvent() {
    assertThat(STATES.stream().map(Example::state).map(Object::getClass))
        .containsAll(leaves(DeploymentState.class));
    assertThat(EVENTS.stream().map(Object::getClass)).containsAll(leaves(DeploymentEvent.class));
  }

  @Test
  void aRefusalNamesStateAndEvent() {
    assertThat(next(new Pending(), new Settled()))
        .isEqualTo(new Step.Refused(new Pending(), new Settled()));
  }

  @Test
  void aSoakEndsAfterTheTimeOfItsStepTheSpreadOfTheEdgeAndTheDelayOfItsFigures() {
    assertThat(to(new Shifting(THEN, RELEASE, 0), new Shifted(SPREAD, DELAY)))
        .isEqualTo(new Soaking(THEN, RELEASE, 0, NOW.plus(SPREAD),
            NOW.plusSeconds(30).plus(SPREAD).plus(DELAY), 0, 0));
  }

  @Test
  void aStepThatNeedsApprovalPausesAfterItsSoak() {
    RolloutPlan plan = new RolloutPlan(List.of(
        new RolloutPlan.Step(new Percent(50), Duration.ofSeconds(30), true, Gate.DEFAULT),
        new RolloutPlan.Step(Percent.ALL, Duration.ZERO)));

    assertThat(Lifecycle.next(soaking(0, NOW, 1), new ProbePassed(), plan, ProbeSettings.DEFAULT,
        NOW)).isEqualTo(new Step.To(
            new Paused(THEN, RELEASE, 0, THEN, Duration.ZERO,
                Paused.Why.APPROVAL,
                "The plan wants stage1_50 to be approved: promote it, or abort", 1)));
  }

  @Test
  void aGateMayAllowFewerBadRoundsThanTheServer() {
    Gate strict = new Gate(List.of(), 1, 5, null, false);
    RolloutPlan plan = new RolloutPlan(
        List.of(new RolloutPlan.Step(Percent.ALL, Duration.ofSeconds(30), false, strict)));

    for (DeploymentState state : List.of(new Probing(THEN, RELEASE, 0),
        soaking(0, NOW.plusSeconds(1), 0), paused(0))) {
      assertThat(Lifecycle.next(state, new ProbeFailed("it answered 500"), plan,
          ProbeSettings.DEFAULT, NOW)).isInstanceOfSatisfying(Step.To.class,
              step -> assertThat(
                  step.next()).isInstanceOfAny(Failed.class, Withdrawing.class));
    }
  }

  @Test
  void whatCannotBeMeasuredPausesAndKeepsTheTimeThatIsLeft() {
    assertThat(to(unasked(4), new Unmeasured("it was out"))).isEqualTo(
        new Paused(THEN, RELEASE, 0, THEN, Duration.ofSeconds(1), Paused.Why.INCONCLUSIVE,
            "It could not be told 5 times in a row how the new version is: it was out", 0));
    assertThat(to(unasked(4), new ProbePassed())).isEqualTo(soaking(0, NOW.plusSeconds(1), 0));
  }

  @Test
  void aHealthyProbeMakesFailedOnesForgotten() {
    assertThat(to(soaking(0, NOW.plusSeconds(1), 2), new ProbePassed()))
        .isEqualTo(soaking(0, NOW.plusSeconds(1), 0));
  }

  @Test
  void aFailureSaysHowOftenWhereAndWhy() {
    assertThat(to(new Probing(THEN, RELEASE, 2), new ProbeFailed("it answered 500")))
        .isEqualTo(new Failed(new Failure(Failure.Code.PROBE_FAILED,
            "The new version failed 3 health probes in a row and got no traffic: it answered 500"),
            NOW, RELEASE));
    assertThat(to(soaking(0, NOW, 2), new ProbeFailed("it answered 500")))
        .isEqualTo(new Withdrawing(THEN, RELEASE, new Failure(Failure.Code.SOAK_FAILED,
            "The new version failed 3 health probes in a row in stage1_50 and lost its traffic"
                + " again: it answered 500")));
  }

  @Test
  void whatFailedFirstIsToldEvenIfTrafficCannotBeTakenBack() {
    DeploymentState next = to(new Withdrawing(THEN, RELEASE, SICK), new Broke(OUT));

    assertThat(next).isInstanceOfSatisfying(Failed.class, failed -> {
      assertThat(failed.failure().code()).isEqualTo(Failure.Code.SOAK_FAILED);
      assertThat(failed.failure().message())
          .startsWith("It was sick\nIts traffic could not be taken back: The edge is out\n");
    });
  }

  @Test
  void whatWasPlacedIsKnownToTheEnd() {
    assertThat(to(new Probing(THEN, RELEASE, 0), new Broke(OUT)).releaseIfPlaced())
        .isEqualTo(RELEASE);
    assertThat(to(new Placing(THEN), new Broke(OUT)).releaseIfPlaced()).isNull();
    assertThat(to(new Settling(THEN, RELEASE), new Settled()))
        .isEqualTo(new Active(RELEASE, THEN, NOW));
  }

  private static Soaking soaking(int step, Instant until, int failures) {
    return new Soaking(THEN, RELEASE, step, THEN, until, failures, 0);
  }

  private static Soaking unasked(int rounds) {
    return new Soaking(THEN, RELEASE, 0, THEN, NOW.plusSeconds(1), 0, rounds);
  }

  private static Paused paused(int failures) {
    return new Paused(THEN, RELEASE, 0, THEN, Duration.ofSeconds(3), Paused.Why.ASKED,
        "Paused by alice", failures);
  }

  private static Step next(DeploymentState state, DeploymentEvent event) {
    return Lifecycle.next(state, event, RolloutPlan.DEFAULT, ProbeSettings.DEFAULT, NOW);
  }

  private static DeploymentState to(DeploymentState state, DeploymentEvent event) {
    return ((Step.To) next(state, event)).next();
  }

  /** The records below a sealed interface. */
  private static Set<Class<?>> leaves(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses())
            .flatMap(each -> leaves(each).stream())
            .collect(Collectors.toSet())
        : Set.of(type);
  }

  private static String table() {
    String head = row("state", EVENTS.stream().map(LifecycleTest::name));
    String line = row("-".repeat(35), EVENTS.stream().map(event -> "---"));
    return head + line + STATES.stream()
        .map(example -> row(example.name(),
            EVENTS.stream().map(event -> cell(next(example.state(), event)))))
        .collect(Collectors.joining());
  }

  private static String row(String name, Stream<String> cells) {
    List<String> row = cells.toList();
    return "| %-35s |".formatted(name)
        + IntStream.range(0, row.size())
            .mapToObj(i -> " " + pad(row.get(i), Math.max(11, name(EVENTS.get(i)).length())) + " |")
            .collect(Collectors.joining())
        + "\n";
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  private static String name(DeploymentEvent event) {
    return event.getClass().getSimpleName();
  }

  private static String cell(Step step) {
    return switch (step) {
      case Step.Refused refused -> "-";
      case Step.To(Shifting shifting) -> "Shifting " + shifting.step();
      case Step.To(Soaking soaking) -> "Soaking " + soaking.step();
      case Step.To(DeploymentState next) -> next.getClass().getSimpleName();
    };
  }
}
