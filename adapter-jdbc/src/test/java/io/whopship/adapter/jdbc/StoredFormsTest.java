package io.whopship.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.Failure;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.logs.StoredLine;
import io.whopship.ports.model.rollout.Release;
import io.whopship.ports.model.rollout.ReleaseName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@EnumSource
class StoredFormsTest {

  private static final Release RELEASE = new Release(
      new ReleaseName(new AppId(4), new DeploymentId(5)), "v-ü");
  private static final Failure FAILURE = new Failure(Failure.Code.SOAK_FAILED, "It answered 500.");
  private static final Instant LATER = Given.NOW.plusSeconds(30);

  private final TestDatabase database;

  @TempDir
  Path directory;

  StoredFormsTest(TestDatabase database) {
    this.database = database;
  }

  private OpenStores opened;
  private Deployment deployment;

  @BeforeEach
  void open() {
    opened = new OpenStores(database.in(directory));
    deployment = Given.deployment(opened.stores, "site");
  }

  @AfterEach
  void close() {
    opened.close();
  }

  static List<DeploymentState> states() {
    return List.of(new DeploymentState.Pending(), new DeploymentState.Building(Given.NOW),
        new DeploymentState.Queued(Given.NOW),
        new DeploymentState.Placing(Given.NOW),
        new DeploymentState.Probing(Given.NOW, RELEASE, 2),
        new DeploymentState.Shifting(Given.NOW, RELEASE, 1),
        new DeploymentState.Soaking(Given.NOW, RELEASE, 1, Given.NOW, LATER, 2, 3),
        new DeploymentState.Paused(Given.NOW, RELEASE, 1, Given.NOW, Duration.ofSeconds(7),
            DeploymentState.Paused.Why.APPROVAL, "Look at it.", 1),
        new DeploymentState.Settling(Given.NOW, RELEASE),
        new DeploymentState.Withdrawing(Given.NOW, RELEASE, FAILURE),
        new DeploymentState.Active(RELEASE, Given.NOW, LATER),
        new DeploymentState.Failed(FAILURE, LATER, RELEASE),
        new DeploymentState.Failed(FAILURE, LATER, null));
  }

  @Test
  void theStatesTriedHereAreAllThereAre() {
    Set<Class<?>> all = new HashSet<>();
    Deque<Class<?>> open = new ArrayDeque<>(List.of(DeploymentState.class));
    while (!open.isEmpty()) {
      Class<?> type = open.pop();
      if (type.isSealed()) {
        open.addAll(List.of(type.getPermittedSubclasses()));
      } else {
        all.add(type);
      }
    }
    assertThat(states()).extracting(Object::getClass).containsAll(all);
  }

  @ParameterizedTest
  @MethodSource("states")
  void everyStateIsReadAsItWasWritten(DeploymentState state) {
    Deployment now = Given.won(opened.stores, Change.to(deployment, state));

    assertThat(now.state()).isEqualTo(state);
    assertThat(opened.deployments().find(deployment.id())).contains(now);
  }

  @ParameterizedTest
  @EnumSource
  void everyCodeIsReadAsItWasWritten(Failure.Code code) {
    DeploymentState failed = new DeploymentState.Failed(new Failure(code, "No."), LATER, null);

    assertThat(Given.won(opened.stores, Change.to(deployment, failed)).state()).isEqualTo(failed);
  }

  @Test
  void aSoakThatAnEarlierVersionWroteBeganAtItsEndAtTheLatest() {
    assertThat(StateJson.read("soaking", Json.read("facts", """
        {"triggeredAt":"2026-11-20T12:00:00.123Z","step":1,"until":"2026-11-20T12:00:30.123Z",\
        "failures":2,"release":{"name":"whopship-4-5","versionId":"v-ü"}}""", node -> node)))
        .isEqualTo(new DeploymentState.Soaking(Given.NOW, RELEASE, 1, LATER, LATER, 2, 0));
  }

  /** Rows outlive versions of this program: what stands here may be added to, never changed. */
  @Test
  void aStoredStateLooksLikeThis() {
    assertThat(StateJson.facts(new DeploymentState.Withdrawing(Given.NOW, RELEASE, FAILURE)))
        .isEqualTo("""
            {"triggeredAt":"2026-11-20T12:00:00.123Z",\
            "release":{"name":"whopship-4-5","versionId":"v-ü"},\
            "failure":{"code":"soak-failed","message":"It answered 500."}}""");
    assertThat(LinesJson.write(List.of(Given.line("Hello")))).isEqualTo("""
        [{"at":"2026-11-20T12:00:00.123Z","type":"info","step":"test","message":"Hello"}]""");
    assertThat(LinesJson.write(List.of(new LogLine(Given.NOW, LogType.STDOUT, "", "", 0,
        Map.of("b", "2", "a", "1"))))).isEqualTo("""
            [{"at":"2026-11-20T12:00:00.123Z","type":"stdout","step":"","message":"",\
            "progress":0,"metadata":{"a":"1","b":"2"}}]""");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      state = 'teleporting'               | unknown state 'teleporting'
      state = 'building'                  | triggeredAt
      facts = '{'                         | state of deployment 1
      checksum = 'md5:0'                  | checksum must be
      metadata = '{"other":{"a":1}}'      | metadata of deployment 1
      rollout_plan = '[]'                 | plan of deployment 1
      rollout_plan = '{}'                 | a list was expected
      """)
  void aRowThatCannotBeReadIsCorrupt(String damage, String message) {
    opened.execute("update deployments set " + damage);

    assertThatThrownBy(() -> opened.deployments().find(deployment.id()))
        .isInstanceOf(PortException.Corrupt.class)
        .hasMessageContaining(message)
        .hasCauseInstanceOf(Exception.class);
  }

  @Test
  void aLogThatCannotBeReadIsCorrupt() {
    Given.won(opened.stores, Change.lines(deployment, List.of(Given.line("Hello"))));
    opened.execute("update log_chunks set lines = replace(lines, 'info', 'rumour')");

    assertThatThrownBy(() -> opened.logs().read(deployment.id(), 0, 10))
        .isInstanceOf(PortException.Corrupt.class)
        .hasMessageContaining("rumour");
  }

  @Test
  void manyLinesOfOneChangeAreReadFromAnyPosition() {
    List<LogLine> lines = IntStream.rangeClosed(1, 250)
        .mapToObj(i -> Given.line("line " + i))
        .toList();
    Given.won(opened.stores, Change.lines(deployment, lines));
    Given.won(opened.stores, Change.lines(deployment, lines));

    for (int after : new int[]{0, 1, 99, 100, 101, 249, 250, 251, 499, 500}) {
      assertThat(opened.logs().read(deployment.id(), after, 120))
          .extracting(StoredLine::position)
          .containsExactlyElementsOf(
              IntStream.rangeClosed(after + 1, Math.min(after + 120, 500))
                  .asLongStream()
                  .boxed()
                  .toList());
    }
    assertThat(opened.logs().read(deployment.id(), Long.MAX_VALUE, Integer.MAX_VALUE)).isEmpty();
    assertThat(opened.logs().read(deployment.id(), 250, 1))
        .containsExactly(new StoredLine(251, lines.get(0)));
  }

  @Test
  void aLineMayBeVeryLong() {
    LogLine line = Given.line("ü\u0000".repeat(1_000_000));

    Given.won(opened.stores, Change.lines(deployment, List.of(line)));

    assertThat(opened.logs().read(deployment.id(), 0, 1)).containsExactly(new StoredLine(1, line));
  }
}
