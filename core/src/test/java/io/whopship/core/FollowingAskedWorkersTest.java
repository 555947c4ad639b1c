package io.whopship.core;

import static io.whopship.core.Platform.MALLORY;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driving.logs.FollowLog.Outcome;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogSettings;
import io.whopship.ports.model.logs.LogStart;
import io.whopship.ports.model.logs.LogStart.After;
import io.whopship.ports.model.logs.LogStart.Tail;
import io.whopship.ports.model.logs.LogSubject.OfDeployment;
import io.whopship.ports.model.logs.LogSubject.OfWorker;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.testkit.FakeWorkerLogSource;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a worker says whose edge has to be asked for it, as those hear it who follow. */
final class FollowingAskedWorkersTest {

  private static final Duration LINGER = LogSettings.DEFAULT.linger();
  private static final Duration A_MOMENT = Duration.ofMillis(100);

  private final FakeWorkerLogSource source = new FakeWorkerLogSource();
  private final Platform platform = new Platform();
  private final DeploymentId id;
  private final ReleaseName release;

  FollowingAskedWorkersTest() {
    platform.workerLogs = source;
    platform.core = platform.anotherServer();
    id = platform.uploaded();
    release = platform.release(id);
  }

  private Viewer follow(LogStart start) {
    Viewer viewer = Viewer.of(platform.core, new OfWorker(id), start);
    passAMoment();
    return viewer;
  }

  private void passAMoment() {
    platform.timer.pass(A_MOMENT);
  }

  private void say(String... lines) {
    source.say(release, Arrays.stream(lines)
        .map(line -> new LogLine(platform.clock.instant(), LogType.STDOUT, "console", line))
        .toList());
    passAMoment();
  }

  @Test
  void nobodyIsAskedBeforeSomebodyLooks() {
    say("one");

    assertThat(source.follows()).isZero();
    assertThat(follow(new Tail(10)).news()).containsExactly("1 one");
  }

  @Test
  void theFirstViewerStartsTheSourceAndTheLastOneStopsIt() {
    Viewer first = follow(new Tail(10));
    Viewer second = follow(new Tail(10));
    say("one");

    assertThat(first.news()).containsExactly("1 one");
    assertThat(second.news()).containsExactly("1 one");
    assertThat(source.follows()).isEqualTo(1);

    first.close();
    platform.timer.pass(LINGER);
    assertThat(source.followers(release)).isEqualTo(1);
    second.close();
    assertThat(source.followers(release)).isEqualTo(1);
    platform.timer.pass(LINGER);
    assertThat(source.followers(release)).isZero();
  }

  @Test
  void aPageThatIsLoadedAnewFindsTheSourceRunning() {
    say("one");
    Viewer viewer = follow(new Tail(10)).lookAll();
    Cursor cursor = viewer.cursor();
    viewer.close();
    platform.timer.pass(LINGER.dividedBy(2));
    say("two");

    assertThat(follow(new After(cursor)).news()).containsExactly("2 two");
    platform.timer.pass(LINGER);
    assertThat(source.follows()).isEqualTo(1);
    assertThat(source.followers(release)).isEqualTo(1);
  }

  @Test
  void whoeverComesBackMuchLaterIsToldThatTheNumberingIsAnotherOne() {
    say("one");
    Viewer viewer = follow(new Tail(10)).lookAll();
    viewer.close();
    platform.timer.pass(LINGER.multipliedBy(2));
    say("two");

    assertThat(follow(new After(viewer.cursor())).news()).containsExactly(
        "gap following-1:1 following-2:0 null unknown_cursor", "1 one", "2 two");
  }

  @Test
  void whoeverLeavesAtOnceLeavesNoSourceBehind() {
    Viewer.of(platform.core, new OfWorker(id), new Tail(10)).close();
    platform.timer.pass(LINGER.multipliedBy(2));

    assertThat(source.followers(release)).isZero();
    assertThat(platform.timer.pending()).isZero();
  }

  @Test
  void whatIsWrongIsTold() {
    Viewer viewer = follow(new Tail(10)).lookAll();
    source.fail("Cloudflare is out");
    passAMoment();

    assertThat(viewer.news()).containsExactly("failed: Cloudflare is out");
  }

  @Test
  void onlyTheLogsThatHaveToBeAskedForAreOnDemand() {
    var follow = platform.core.logs().follow();

    assertThat(follow.isOnDemand(new OfWorker(id))).isTrue();
    assertThat(follow.isOnDemand(new OfDeployment(id))).isFalse();
    assertThat(new Platform().core.logs().follow().isOnDemand(new OfWorker(id))).isFalse();
  }

  @Test
  void nobodyElseMayListen() {
    assertThat(platform.core.logs().follow().follow(MALLORY, new OfWorker(id), new Tail(1), () -> {
    })).isInstanceOf(Outcome.NotYours.class);
    platform.timer.pass(A_MOMENT);

    assertThat(source.follows()).isZero();
  }
}
