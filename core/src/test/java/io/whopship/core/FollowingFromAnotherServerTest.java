package io.whopship.core;

import static io.whopship.core.Platform.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.Signals;
import io.whopship.ports.driven.Signals.Signal;
import io.whopship.ports.driving.logs.AppendLog.Entry;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.logs.LogStart.Tail;
import io.whopship.ports.model.logs.LogSubject.OfDeployment;
import io.whopship.ports.model.logs.LogType;
import io.whopship.testkit.FakeSignals;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The log of a deployment that one server writes, as those see it who are at another. */
final class FollowingFromAnotherServerTest {

  private static final Duration A_MOMENT = Duration.ofMillis(100);

  private final Platform platform = new Platform();
  private final FakeSignals network = new FakeSignals();
  private final ControlPlane writer = server(network.server());
  private final ControlPlane there = server(network.server());
  private final DeploymentId id = platform.uploaded();
  private final Viewer viewer = Viewer.of(there, new OfDeployment(id), new Tail(10));

  FollowingFromAnotherServerTest() {
    platform.timer.pass(A_MOMENT);
    assertThat(viewer.news()).isNotEmpty();
  }

  private ControlPlane server(Signals signals) {
    platform.signals = signals;
    return platform.anotherServer();
  }

  private void trigger() {
    writer.deployments().trigger().trigger(ALICE, id);
  }

  private List<String> newsAfter(Duration time) {
    platform.timer.pass(time);
    return viewer.news();
  }

  @Test
  void aChangeIsSeenAtOnce() {
    trigger();

    assertThat(newsAfter(A_MOMENT)).contains("1 Starting deployment 1 for app 1",
        "status building");
  }

  @Test
  void aLineIsSeenAtOnce() {
    trigger();
    newsAfter(A_MOMENT);

    writer.logs()
        .append()
        .append(ALICE, id, List.of(new Entry(LogType.STDOUT, "build", "compiled", null, Map.of())));

    assertThat(newsAfter(A_MOMENT)).containsExactly("2 compiled");
  }

  @Test
  void aRemovedDeploymentIsSeenAtOnce() {
    writer.deployments().delete().delete(ALICE, id);

    assertThat(newsAfter(A_MOMENT)).endsWith("complete failed");
  }

  @Test
  void whatComesWithoutASignalIsSeenALittleLater() {
    network.setLosing(true);
    trigger();
    assertThat(newsAfter(A_MOMENT)).isEmpty();

    assertThat(newsAfter(Duration.ofSeconds(5))).contains("status building");
  }

  @Test
  void whoeverMayHaveMissedSignalsLooks() {
    network.setLosing(true);
    trigger();
    network.setLosing(false);

    network.server().announce(new Signal.Anything());

    assertThat(newsAfter(A_MOMENT)).contains("status building");
  }

  @Test
  void nobodyLooksForViewersWhoHaveGone() {
    viewer.close();

    platform.timer.pass(Duration.ofSeconds(5));

    assertThat(platform.timer.pending()).isZero();
  }

  @Test
  void nobodyLooksAgainWhereThereAreNoOthers() {
    ControlPlane alone = server(Signals.NONE);
    viewer.close();
    platform.timer.pass(Duration.ofSeconds(5));

    Viewer.of(alone, new OfDeployment(id), new Tail(10));
    platform.timer.pass(A_MOMENT);

    assertThat(platform.timer.pending()).isZero();
  }
}
