package io.whopship.core;

import static io.whopship.core.Platform.ALICE;
import static io.whopship.core.Platform.MALLORY;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driving.logs.FollowLog.Outcome;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.DeploymentState.Probing;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogSettings;
import io.whopship.ports.model.logs.LogStart;
import io.whopship.ports.model.logs.LogStart.After;
import io.whopship.ports.model.logs.LogStart.Since;
import io.whopship.ports.model.logs.LogStart.Tail;
import io.whopship.ports.model.logs.LogSubject.OfDeployment;
import io.whopship.ports.model.logs.LogType;
import io.whopship.testkit.FakeArtifact;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The log of a deployment, as those see it who follow it. */
final class FollowingDeploymentsTest {

  private static final Duration A_MOMENT = Duration.ofSeconds(1);

  private final Platform platform = new Platform(
      settings -> settings.withLogs(LogSettings.DEFAULT.withRingLines(10)));

  private Viewer follow(DeploymentId id, LogStart start) {
    Viewer viewer = Viewer.of(platform.core, new OfDeployment(id), start);
    platform.timer.pass(A_MOMENT);
    return viewer;
  }

  private Outcome tryToFollow(DeploymentId id) {
    return platform.core.logs()
        .follow()
        .follow(MALLORY, new OfDeployment(id), new Tail(1), () -> {
        });
  }

  private String epoch(DeploymentId id) {
    return platform.deployment(id).uuid().toString().substring(0, 8);
  }

  private void write(DeploymentId id, int from, int to) {
    platform.store.logs().append(id, lines(from, to));
  }

  private List<LogLine> lines(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(i -> new LogLine(platform.clock.instant(), LogType.STDOUT, "build", "line " + i))
        .toList();
  }

  private static List<String> told(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> i + " line " + i).toList();
  }

  @Test
  void aViewerSeesAllOfARolloutAndItsEnd() {
    DeploymentId id = platform.triggered();
    Viewer viewer = follow(id, new Tail(100)).lookAll();
    platform.advanceTo(Probing.class, id);
    platform.timer.pass(A_MOMENT);
    viewer.lookAll();
    platform.finish();
    platform.timer.pass(A_MOMENT);

    List<String> news = viewer.news();

    assertThat(news)
        .startsWith("1 Starting deployment 1 for app 1", "status building", "rollout null 0")
        .containsSubsequence("2 Downloading build artifact from R2...", "status deploying")
        .endsWith("status active", "rollout complete 100", "complete active");
    assertThat(news.get(news.size() - 4)).contains("Deployment completed successfully");
    assertThat(viewer.look()).isFalse();
  }

  @Test
  void whoeverComesAfterTheEndSeesTheSameLog() {
    DeploymentId id = platform.deployed();

    List<String> news = follow(id, new Tail(1000)).news();

    assertThat(news).startsWith("1 Starting deployment 1 for app 1")
        .endsWith("status active", "rollout complete 100", "complete active")
        .hasSize(platform.log(id).size() + 3);
  }

  @Test
  void theFirstLookAtWhatIsOverFindsTheEnd() {
    DeploymentId id = platform.deployed();
    Cursor end = new Cursor(epoch(id), platform.log(id).size());

    Viewer viewer = Viewer.of(platform.core, new OfDeployment(id), new After(end));

    assertThat(viewer.news()).endsWith("complete active");
  }

  @Test
  void aFailureIsToldWithItsReason() {
    DeploymentId id = platform.triggered();
    platform.reader.holds(FakeArtifact.EMPTY);
    Viewer viewer = follow(id, new Tail(0));
    platform.finish();
    platform.timer.pass(A_MOMENT);

    assertThat(viewer.news()).endsWith(
        "status failed: " + platform.failed(id).failure().message(), "complete failed");
  }

  @Test
  void aViewerWhoComesWhileItGoesOnIsToldHowItStands() {
    DeploymentId id = platform.triggered();
    Viewer first = follow(id, new Tail(0));
    platform.advanceTo(Probing.class, id);
    platform.timer.pass(A_MOMENT);
    first.lookAll();

    assertThat(follow(id, new Tail(1)).news()).hasSize(3)
        .endsWith("status deploying", "rollout null 0");
  }

  @Test
  void isWokenOnceForWhatCameWhileThereWasNothing() {
    DeploymentId id = platform.uploaded();
    Viewer viewer = follow(id, new Tail(0)).lookAll();
    int before = viewer.wakeUps.get();

    platform.core.deployments().trigger().trigger(ALICE, id);
    platform.advanceTo(Probing.class, id);
    platform.timer.pass(A_MOMENT);

    assertThat(viewer.wakeUps.get()).isEqualTo(before + 1);
    assertThat(viewer.news()).contains("1 Starting deployment 1 for app 1", "status deploying");
  }

  @Test
  void aCursorGoesOnWhereItWas() {
    DeploymentId id = platform.uploaded();
    write(id, 1, 30);
    Viewer viewer = follow(id, new After(new Cursor(epoch(id), 27)));

    assertThat(viewer.news()).startsWith("28 line 28", "29 line 29", "30 line 30");
    assertThat(viewer.cursor()).isEqualTo(new Cursor(epoch(id), 30));
  }

  @Test
  void aTimeBeginsBehindIt() {
    DeploymentId id = platform.uploaded();
    write(id, 1, 3);
    var before = platform.clock.instant();
    platform.clock.advance(A_MOMENT);
    write(id, 4, 5);

    assertThat(follow(id, new Since(before)).news()).startsWith("4 line 4", "5 line 5");
  }

  @Test
  void aTailIsAsLongAsWasAsked() {
    DeploymentId id = platform.uploaded();
    write(id, 1, 30);

    assertThat(follow(id, new Tail(2)).news()).startsWith("29 line 29", "30 line 30");
    assertThat(follow(id, new Tail(99)).news()).containsAll(told(1, 30));
  }

  @Test
  void aSlowViewerReadsOnFromTheStore() {
    DeploymentId id = platform.uploaded();
    Viewer viewer = follow(id, new Tail(0)).lookAll();
    viewer.told.clear();
    for (int i = 1; i <= 50; i++) {
      platform.core.upkeep().reportIncident().report(platform.release(id), "line " + i);
      platform.timer.pass(A_MOMENT);
    }

    assertThat(viewer.news()).containsExactlyElementsOf(told(1, 50));
  }

  @Test
  void anUnknownCursorIsAGap() {
    DeploymentId id = platform.uploaded();
    write(id, 1, 2);

    assertThat(follow(id, new After(Cursor.parse("0000dead:17"))).news())
        .startsWith("gap 0000dead:17 " + epoch(id) + ":0 null unknown_cursor", "1 line 1");
    assertThat(follow(id, new After(new Cursor(epoch(id), 3))).news())
        .startsWith("gap " + epoch(id) + ":3 " + epoch(id) + ":0 null unknown_cursor");
  }

  @Test
  void whatRetentionTookIsAGap() {
    DeploymentId id = platform.uploaded();
    write(id, 1, 30);
    platform.store.forgetLines(id, 12);

    assertThat(follow(id, new After(new Cursor(epoch(id), 4))).news())
        .startsWith("gap " + epoch(id) + ":4 " + epoch(id) + ":12 8 expired", "13 line 13");
    assertThat(follow(id, new Tail(100)).news()).startsWith("13 line 13");
  }

  @Test
  void whatIsDeletedEndsForItsViewers() {
    DeploymentId id = platform.uploaded();
    Viewer viewer = follow(id, new Tail(0)).lookAll();
    platform.core.deployments().delete().delete(ALICE, id);
    platform.timer.pass(A_MOMENT);

    assertThat(viewer.news()).endsWith("failed: the deployment was deleted", "complete failed");
  }

  @Test
  void whatIsDeletedWithItsAppEndsForItsViewers() {
    DeploymentId id = platform.uploaded();
    Viewer viewer = follow(id, new Tail(0)).lookAll();
    platform.core.apps().delete().delete(ALICE, platform.app.id());
    platform.timer.pass(A_MOMENT);

    assertThat(viewer.news()).endsWith("failed: the deployment was deleted", "complete failed");
  }

  @Test
  void nobodyElseMayLook() {
    DeploymentId id = platform.uploaded();

    assertThat(tryToFollow(id)).isInstanceOf(Outcome.NotYours.class);
    assertThat(tryToFollow(new DeploymentId(99))).isInstanceOf(Outcome.NoSuchSubject.class);
  }
}
