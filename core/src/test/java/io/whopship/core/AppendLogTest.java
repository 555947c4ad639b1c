package io.whopship.core;

import static io.whopship.core.Platform.ADMIN;
import static io.whopship.core.Platform.ALICE;
import static io.whopship.core.Platform.MALLORY;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driving.logs.AppendLog.Entry;
import io.whopship.ports.driving.logs.AppendLog.Outcome;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Status;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a builder adds to the log of its deployment. */
final class AppendLogTest {

  private final Platform platform = new Platform();

  private Outcome append(Caller caller, DeploymentId deployment, String... messages) {
    List<Entry> lines = List.of(messages)
        .stream()
        .map(message -> new Entry(LogType.STDOUT, "build", message, null, Map.of()))
        .toList();
    return platform.core.logs().append().append(caller, deployment, lines);
  }

  @Test
  void isInTheLogWithTheTimeAtWhichItCame() {
    DeploymentId id = platform.uploaded();
    platform.clock.advance(Duration.ofSeconds(5));
    Entry entry = new Entry(LogType.CODING, "compile", "42 pages", 60, Map.of("pages", "42"));

    platform.core.logs().append().append(ALICE, id, List.of(entry));

    assertThat(platform.lines(id)).containsExactly(new LogLine(platform.clock.instant(),
        LogType.CODING, "compile", "42 pages", 60, Map.of("pages", "42")));
  }

  @Test
  void standsBetweenTheLinesOfTheDeploymentItself() {
    DeploymentId id = platform.uploaded();
    append(ALICE, id, "npm ci", "next build");
    platform.trigger(id);
    append(ADMIN, id, "cleaning up");

    assertThat(platform.log(id)).startsWith("npm ci", "next build")
        .contains("Starting deployment 1 for app 1", "cleaning up");
  }

  @Test
  void isAnsweredWithWhereTheLogEnds() {
    DeploymentId id = platform.uploaded();
    append(ALICE, id, "one", "two");

    Outcome outcome = append(ALICE, id, "three");

    String epoch = platform.deployment(id).uuid().toString().substring(0, 8);
    assertThat(outcome).isEqualTo(new Outcome.Appended(new Cursor(epoch, 3)));
  }

  @Test
  void isRefusedOnceTheDeploymentIsLive() {
    DeploymentId id = platform.deployed();
    List<String> before = platform.log(id);

    assertThat(append(ALICE, id, "late")).isEqualTo(new Outcome.Complete(Status.ACTIVE));
    assertThat(platform.log(id)).isEqualTo(before);
  }

  @Test
  void isRefusedOnceTheDeploymentHasFailed() {
    DeploymentId id = platform.uploaded();
    platform.edge.refuse(platform.release(id), 400, "Invalid worker");
    platform.trigger(id);
    platform.finish();

    assertThat(append(ALICE, id, "late")).isEqualTo(new Outcome.Complete(Status.FAILED));
  }

  @Test
  void isForWhoeverOwnsTheApp() {
    DeploymentId id = platform.uploaded();

    assertThat(append(MALLORY, id, "mine now")).isEqualTo(new Outcome.NotYours());
    assertThat(append(ALICE, new DeploymentId(99), "to nobody"))
        .isEqualTo(new Outcome.NoSuchDeployment());
    assertThat(platform.log(id)).isEmpty();
  }
}
