package io.whopship.core;

import static io.whopship.core.Platform.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.core.InterposedEdge.Moment;
import io.whopship.ports.driving.AdvanceDeployment.Next;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.DeploymentState.Active;
import io.whopship.ports.model.deploy.DeploymentState.Placing;
import io.whopship.ports.model.deploy.DeploymentState.Probing;
import io.whopship.ports.model.deploy.DeploymentState.Settling;
import io.whopship.ports.model.deploy.DeploymentState.Shifting;
import io.whopship.ports.model.deploy.DeploymentState.Soaking;
import io.whopship.ports.model.deploy.Work;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.Traffic;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers die, stall and come back. */
final class CrashTest {

  private final Moment moment = new Moment();
  private boolean isDead;
  private final Platform platform = new Platform(UnaryOperator.identity(), Duration.ZERO,
      deployments -> new InterposedDeployments(deployments, change -> failIfDead()),
      edge -> new InterposedEdge(edge, moment));

  @Test
  void aServerThatDiesAfterEachStepIsFollowedByOneThatGoesOn() {
    platform.deployed();
    DeploymentId second = platform.triggered();

    while (!platform.state(second).isFinal()) {
      platform.core = platform.anotherServer();
      Work work = platform.queue.waiting().getFirst().work();
      platform.advanceUntil(state -> platform.deployment(second).version() > work.version(),
          second);
    }

    assertThat(platform.state(second)).isInstanceOf(Active.class);
    assertThat(platform.answered(second)).isEqualTo(1000);
  }

  /** The power fails after the world was changed and before that was recorded. */
  @ParameterizedTest
  @ValueSource(classes = {Placing.class, Probing.class, Shifting.class, Soaking.class,
      Settling.class})
  void aServerThatDiesWithinAStepLeavesItToBeDoneAgain(Class<? extends DeploymentState> kind) {
    platform.deployed();
    DeploymentId second = platform.triggered();
    platform.advanceTo(kind, second);
    moment.next(this::die);
    dieWhileAdvancing(second);

    platform.core = platform.anotherServer();
    platform.finish();

    assertThat(platform.state(second)).isInstanceOf(Active.class);
    assertThat(platform.answered(second)).isEqualTo(1000);
  }

  @ParameterizedTest
  @ValueSource(classes = {Placing.class, Probing.class, Shifting.class, Soaking.class,
      Settling.class})
  void aStalledServerThatWakesUpChangesNothing(Class<? extends DeploymentState> kind) {
    platform.deployed();
    DeploymentId second = platform.triggered();
    platform.advanceTo(kind, second);
    Work work = Work.first(second, platform.deployment(second).version());

    // While the first server hangs, another takes the work and brings the deployment to its end.
    moment.next(() -> {
      Next next = platform.anotherServer().work().advance().advance(work);
      assertThat(next).isEqualTo(new Next.Done());
      platform.finish();
    });
    Next late = platform.core.work().advance().advance(work);

    assertThat(late).isEqualTo(new Next.Done());
    assertThat(platform.state(second)).isInstanceOf(Active.class);
    assertThat(platform.lines(second).getLast().message()).startsWith("Deployment completed");
    assertThat(platform.edge.routeOf(HOST)).map(Route::traffic)
        .contains(new Traffic.Whole(platform.release(second)));
    assertThat(platform.queue.waiting()).isEmpty();
  }

  @Test
  void aServerFromWhomTheWorkWasTakenRecordsNothing() {
    DeploymentId first = platform.triggered();
    platform.advanceTo(Placing.class, first);
    Work work = Work.first(first, platform.deployment(first).version());

    // While the first server hangs, another takes the work, and dies before it gets anywhere.
    moment.next(() -> {
      moment.next(this::die);
      dieWhileAdvancing(first);
    });
    Next late = platform.core.work().advance().advance(work);

    assertThat(late).isEqualTo(new Next.Done());
    assertThat(platform.state(first)).isInstanceOf(Placing.class);
    assertThat(platform.log(first)).noneMatch(line -> line.startsWith("Worker deployed"));
    platform.finish();
    assertThat(platform.state(first)).isInstanceOf(Active.class);
  }

  @Test
  void aServerFromWhomTheWorkWasTakenRemovesNothing() {
    DeploymentId first = platform.deployed();
    platform.deployed();
    platform.deployed();
    DeploymentId fourth = platform.triggered();
    platform.advanceTo(Settling.class, fourth);
    moment.next(() -> platform.store.deployments().claim(fourth));

    platform.core.work()
        .advance()
        .advance(Work.first(fourth, platform.deployment(fourth).version()));

    assertThat(platform.edge.placed()).contains(platform.release(first));
    platform.finish();
    assertThat(platform.edge.placed()).doesNotContain(platform.release(first));
  }

  @ParameterizedTest
  @ValueSource(classes = {Probing.class, Shifting.class, Settling.class})
  void anEdgeThatForgotAPreviewIsToldOfItAgain(Class<? extends DeploymentState> kind) {
    DeploymentId id = platform.triggered();
    platform.advanceTo(kind, id);
    platform.edge.unroute(Platform.preview(id));

    platform.finish();

    assertThat(platform.edge.routeOf(Platform.preview(id))).map(Route::traffic)
        .contains(new Traffic.Whole(platform.release(id)));
  }

  @Test
  void staleWorkIsDoneWithoutAnEffect() {
    DeploymentId first = platform.deployed();
    List<String> before = platform.edge.journal();
    long fence = platform.deployment(first).fence();

    assertThat(platform.core.work().advance().advance(Work.first(first, 1)))
        .isEqualTo(new Next.Done());
    assertThat(platform.core.work()
        .advance()
        .advance(
            Work.first(first, platform.deployment(first).version())))
        .isEqualTo(new Next.Done());
    assertThat(platform.core.work().advance().advance(Work.first(new DeploymentId(99), 1)))
        .isEqualTo(new Next.Done());
    assertThat(platform.core.work().advance().advance(Work.first(platform.uploaded(), 0)))
        .isEqualTo(new Next.Done());

    assertThat(platform.edge.journal()).isEqualTo(before);
    assertThat(platform.deployment(first).fence()).isEqualTo(fence);
  }

  @Test
  void workDoneTwiceIsDoneOnce() {
    DeploymentId first = platform.triggered();
    Work work = platform.queue.waiting().getFirst().work();

    platform.core.work().advance().advance(work);
    long version = platform.deployment(first).version();
    platform.core.work().advance().advance(work);

    assertThat(platform.deployment(first).version()).isEqualTo(version);
  }

  private void dieWhileAdvancing(DeploymentId id) {
    Work work = Work.first(id, platform.deployment(id).version());
    try {
      platform.core.work().advance().advance(work);
    } catch (PowerFailure e) {
      isDead = false;
      return;
    }
    throw new AssertionError("the server should have died");
  }

  private void die() {
    isDead = true;
    failIfDead();
  }

  private void failIfDead() {
    if (isDead) {
      throw new PowerFailure();
    }
  }

  /** Whatever the core makes of it: who is dead writes nothing. */
  private static final class PowerFailure extends Error {
    private static final long serialVersionUID = 1L;
  }
}
