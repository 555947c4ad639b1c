package io.whopship.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.core.rollout.Commands.Answer;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.deploy.Deployment;
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
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.rollout.Release;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.RolloutCommand;
import io.whopship.ports.model.rollout.RolloutCommand.Abort;
import io.whopship.ports.model.rollout.RolloutCommand.Cancel;
import io.whopship.ports.model.rollout.RolloutCommand.Pause;
import io.whopship.ports.model.rollout.RolloutCommand.Promote;
import io.whopship.ports.model.rollout.RolloutCommand.Resume;
import io.whopship.ports.model.rollout.RolloutPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class CommandsTest {

  private static final Instant NOW = Instant.parse("2025-01-24T12:00:00Z");
  private static final Instant THEN = NOW.minusSeconds(60);
  private static final OwnerId ALICE = new OwnerId("alice");
  private static final DeploymentId ID = new DeploymentId(123);
  private static final Release RELEASE = new Release(new ReleaseName(new AppId(456), ID),
      "version_abc123");
  private static final Failure SICK = new Failure(Failure.Code.SOAK_FAILED, "It was sick");
  private static final String STAGE = "stage1_50";
  private static final String LAST_STAGE = "stage2_100";

  private record Example(String name, DeploymentState state) {}

  private static final List<Example> STATES = List.of(
      new Example("Pending", new Pending()),
      new Example("Building", new Building(THEN)),
      new Example("Queued", new Queued(THEN)),
      new Example("Placing", new Placing(THEN)),
      new Example("Probing", new Probing(THEN, RELEASE, 0)),
      new Example("Shifting, step 0", new Shifting(THEN, RELEASE, 0)),
      new Example("Soaking, step 0", soaking(0)),
      new Example("Soaking, last step", soaking(1)),
      new Example("Paused, asked", paused(0, Paused.Why.ASKED, 7)),
      new Example("Paused, approval", paused(0, Paused.Why.APPROVAL, 0)),
      new Example("Paused, inconclusive", paused(0, Paused.Why.INCONCLUSIVE, 0)),
      new Example("Settling", new Settling(THEN, RELEASE)),
      new Example("Withdrawing", new Withdrawing(THEN, RELEASE, SICK)),
      new Example("Active", new Active(RELEASE, THEN, NOW)),
      new Example("Failed", new Failed(SICK, NOW, RELEASE)),
      new Example("Failed, aborted",
          new Failed(new Failure(Failure.Code.ABORTED, "Aborted by bob"), NOW, RELEASE)),
      new Example("Failed, cancelled",
          new Failed(new Failure(Failure.Code.CANCELLED, "Cancelled by bob"), NOW, null)));

  private static final List<String> COMMANDS = List.of("promote", "promote --full", "pause",
      "resume", "abort", "cancel");

  @Test
  void everyStateMeetsEveryCommand() {
    assertThat(table()).isEqualTo(
        """
            | state                | promote        | promote --full | pause          | resume         | abort          | cancel         |
            | -------------------- | ---            | ---            | ---            | ---            | ---            | ---            |
            | Pending              | -              | -              | -              | -              | -              | Failed         |
            | Building             | -              | -              | -              | -              | -              | Failed         |
            | Queued               | -              | -              | -              | -              | -              | Failed         |
            | Placing              | -              | -              | -              | -              | -              | Failed         |
            | Probing              | -              | -              | -              | -              | -              | Failed         |
            | Shifting, step 0     | -              | -              | -              | -              | Withdrawing    | -              |
            | Soaking, step 0      | Shifting 1     | Settling       | Paused         | =              | Withdrawing    | -              |
            | Soaking, last step   | Settling       | Settling       | Paused         | =              | Withdrawing    | -              |
            | Paused, asked        | Shifting 1     | Settling       | =              | Soaking 0      | Withdrawing    | -              |
            | Paused, approval     | Shifting 1     | Settling       | =              | -              | Withdrawing    | -              |
            | Paused, inconclusive | Shifting 1     | Settling       | =              | Soaking 0      | Withdrawing    | -              |
            | Settling             | =              | =              | -              | -              | Withdrawing    | -              |
            | Withdrawing          | -              | -              | -              | -              | =              | -              |
            | Active               | =              | =              | -              | -              | -              | -              |
            | Failed               | -              | -              | -              | -              | -              | -              |
            | Failed, aborted      | -              | -              | -              | -              | =              | -              |
            | Failed, cancelled    | -              | -              | -              | -              | -              | =              |
            """);
  }

  @Test
  void theArchitecturePaperShowsThisTable() throws IOException {
    assertThat(Files.readString(Path.of("..", "docs", "ARCHITECTURE.md"))).contains(table());
  }

  @Test
  void whoSawAnotherStageIsRefused() {
    for (RolloutCommand stale : List.of(new Promote(LAST_STAGE, false), new Pause(LAST_STAGE),
        new Resume(LAST_STAGE), new Abort(LAST_STAGE))) {
      assertThat(apply(soaking(0), stale)).isEqualTo(
          new Answer.OtherStage("it is in stage1_50 and not in stage2_100 any more"));
    }
  }

  @Test
  void whoeverPausedIsNamedAndTheTimeThatIsLeftIsKept() {
    assertThat(apply(soaking(0), new Pause(STAGE))).isEqualTo(new Answer.To(
        new Paused(THEN, RELEASE, 0, THEN, Duration.ofSeconds(20), Paused.Why.ASKED,
            "Paused by alice", 0)));
  }

  @Test
  void aSoakGoesOnWithTheTimeThatWasLeft() {
    assertThat(apply(paused(0, Paused.Why.ASKED, 7), new Resume(STAGE)))
        .isEqualTo(new Answer.To(new Soaking(THEN, RELEASE, 0, THEN, NOW.plusSeconds(7), 1, 0)));
  }

  @Test
  void aSoakThatWasOverBeginsAnew() {
    assertThat(apply(paused(0, Paused.Why.INCONCLUSIVE, 0), new Resume(STAGE)))
        .isEqualTo(new Answer.To(new Soaking(THEN, RELEASE, 0, NOW, NOW.plusSeconds(30), 1, 0)));
  }

  @Test
  void anEndSaysWhoWantedIt() {
    assertThat(apply(soaking(0), new Abort(STAGE))).isEqualTo(new Answer.To(
        new Withdrawing(THEN, RELEASE, new Failure(Failure.Code.ABORTED, "Aborted by alice"))));
    assertThat(apply(new Probing(THEN, RELEASE, 0), new Cancel())).isEqualTo(new Answer.To(
        new Failed(new Failure(Failure.Code.CANCELLED, "Cancelled by alice"), NOW, RELEASE)));
  }

  @Test
  void aRefusalSaysWhatToDo() {
    assertThat(reason(new Probing(THEN, RELEASE, 0), new Abort(STAGE)))
        .isEqualTo("it has no traffic yet; cancel it if it is not wanted");
    assertThat(reason(soaking(0), new Cancel()))
        .isEqualTo("it has traffic: abort it in stage1_50");
    assertThat(reason(new Active(RELEASE, THEN, NOW), new Abort(STAGE)))
        .isEqualTo("its rollout is complete: roll it back instead");
    assertThat(reason(new Failed(SICK, NOW, null), new Resume(STAGE)))
        .isEqualTo("it is over: It was sick. Create a new deployment");
  }

  private static Soaking soaking(int step) {
    return new Soaking(THEN, RELEASE, step, THEN, NOW.plusSeconds(20), 0, 0);
  }

  private static Paused paused(int step, Paused.Why why, int left) {
    return new Paused(THEN, RELEASE, step, THEN, Duration.ofSeconds(left), why, "It waits", 1);
  }

  private static Answer apply(DeploymentState state, RolloutCommand command) {
    return Commands.apply(new Deployment(ID, new UUID(0, 1), new AppId(456), BuildMetadata.NONE,
        null, RolloutPlan.DEFAULT, state, 7, 1, THEN), command, ALICE, NOW);
  }

  private static String reason(DeploymentState state, RolloutCommand command) {
    return ((Answer.No) apply(state, command)).reason();
  }

  /** As who sees the stage that there is. */
  private static Answer apply(DeploymentState state, String command) {
    String stage = state.equals(soaking(1)) || state instanceof Settling ? LAST_STAGE : STAGE;
    return apply(state, switch (command) {
      case "promote" -> new Promote(stage, false);
      case "promote --full" -> new Promote(stage, true);
      case "pause" -> new Pause(stage);
      case "resume" -> new Resume(stage);
      case "abort" -> new Abort(stage);
      case "cancel" -> new Cancel();
      default -> throw new IllegalArgumentException(command);
    });
  }

  private static String table() {
    String head = row("state", COMMANDS.stream());
    String line = row("-".repeat(20), COMMANDS.stream().map(command -> "---"));
    return head + line + STATES.stream()
        .map(example -> row(example.name(),
            COMMANDS.stream().map(command -> cell(apply(example.state(), command)))))
        .collect(Collectors.joining());
  }

  private static String row(String name, Stream<String> cells) {
    return "| %-20s |".formatted(name)
        + cells.map(" %-14s |"::formatted).collect(Collectors.joining()) + "\n";
  }

  private static String cell(Answer answer) {
    return switch (answer) {
      case Answer.AlreadySo so -> "=";
      case Answer.No no -> "-";
      case Answer.OtherStage other -> "-";
      case Answer.To(Shifting shifting) -> "Shifting " + shifting.step();
      case Answer.To(Soaking soaking) -> "Soaking " + soaking.step();
      case Answer.To(DeploymentState next) -> next.getClass().getSimpleName();
    };
  }
}
