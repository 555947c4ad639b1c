package io.whopship.core;

import static io.whopship.core.Platform.preview;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.core.sites.Cleanup;
import io.whopship.core.sites.Leftovers;
import io.whopship.core.sites.Routing;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.DeploymentState.Active;
import io.whopship.ports.model.deploy.DeploymentState.Failed;
import io.whopship.ports.model.deploy.DeploymentState.Placing;
import io.whopship.ports.model.deploy.DeploymentState.Probing;
import io.whopship.ports.model.deploy.DeploymentState.Settling;
import io.whopship.ports.model.deploy.DeploymentState.Soaking;
import io.whopship.ports.model.deploy.DeploymentState.Withdrawing;
import io.whopship.ports.model.deploy.Failure;
import io.whopship.ports.model.deploy.Work;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.testkit.FakeEdge.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What deployments leave on the edge, and for how long. */
final class LeftoversTest {

  private final Platform platform = new Platform();

  @Test
  void onlyTheLastFailedReleaseStays() {
    DeploymentId live = platform.deployed();
    DeploymentId sick = failedAtItsProbe();
    DeploymentId sicker = failedAtItsProbe();

    assertThat(platform.edge.placed()).isEqualTo(releases(live, sicker));
    assertThat(platform.edge.hosts()).doesNotContain(preview(sick)).contains(preview(sicker));
  }

  @Test
  void aReleaseWhosePlacingBrokeIsRemovedWhenTheNextOneFails() {
    DeploymentId broken = brokenWhilePlaced();
    assertThat(platform.edge.placed()).isEqualTo(releases(broken));

    DeploymentId sick = failedAtItsProbe();

    assertThat(platform.edge.placed()).isEqualTo(releases(sick));
  }

  @Test
  void aReleaseWhosePlacingBrokeIsRemovedWhenTheNextOneSettles() {
    brokenWhilePlaced();

    DeploymentId live = platform.deployed();

    assertThat(platform.edge.placed()).isEqualTo(releases(live));
  }

  @Test
  void aDeploymentThatNeverCameToTheEdgeTakesNoPreviewAway() {
    DeploymentId sick = failedAtItsProbe();

    DeploymentId unbuilt = failedAtItsBuild();

    assertThat(platform.failed(unbuilt).release()).isNull();
    assertThat(platform.edge.placed()).isEqualTo(releases(sick));
    assertThat(platform.edge.hosts()).contains(preview(sick));
  }

  @Test
  void theLastToFailStaysEvenIfItWasCreatedFirst() {
    DeploymentId createdFirst = platform.uploaded();
    failedAtItsProbe();

    platform.edge.makeUnhealthy(platform.release(createdFirst), "it answered 500");
    platform.trigger(createdFirst);
    platform.finish();

    assertThat(platform.edge.placed()).isEqualTo(releases(createdFirst));
  }

  @Test
  void aFailureTouchesNeitherWhatIsKeptNorWhatIsUnderWay() {
    DeploymentId kept = platform.deployed();
    DeploymentId live = platform.deployed();
    DeploymentId rising = platform.triggered();
    platform.advanceTo(Probing.class, rising);

    DeploymentId unbuilt = platform.create(null).deployment().id();
    platform.trigger(unbuilt);
    platform.core.work()
        .advance()
        .advance(Work.first(unbuilt, platform.deployment(unbuilt).version()));

    assertThat(platform.state(unbuilt)).isInstanceOf(Failed.class);
    assertThat(platform.state(rising)).isInstanceOf(Probing.class);
    assertThat(platform.edge.placed()).isEqualTo(releases(kept, live, rising));
  }

  @Test
  void whatAnotherAppLeftIsItsOwn() {
    DeploymentId sick = failedAtItsProbe();
    ReleaseName ofAnotherApp = platform.release(sick);
    var other = platform.createApp("app_other", "other");
    var leftovers = new Leftovers(platform.edge, platform.store.deployments(),
        new Routing(platform.sites(), platform.store.routes(), platform.store.deployments(), 2),
        new Cleanup(platform.edge, platform.artifacts, platform.sites()));

    leftovers.removeAll(other, line -> {
    });

    assertThat(platform.edge.placed()).contains(ofAnotherApp);
  }

  @Test
  void manyFailuresLeaveNothingBehindTheNextThatSettles() {
    DeploymentId first = platform.deployed();
    platform.edge.failNext(Operation.PLACED, 60);
    Stream.generate(this::failedAtItsProbe).limit(60).forEach(sick -> {
    });
    assertThat(platform.edge.placed()).hasSize(61);

    DeploymentId second = platform.deployed();

    assertThat(platform.edge.placed()).isEqualTo(releases(first, second));
  }

  @Test
  void noVisitorIsLeftOnAReleaseThatIsRemoved() {
    DeploymentId live = platform.deployed();
    DeploymentId stillInTraffic = failedAndStillInTraffic();
    assertThat(platform.answered(stillInTraffic)).isPositive();

    failedAtItsProbe();

    assertThat(platform.edge.placed()).doesNotContain(platform.release(stillInTraffic));
    assertThat(platform.answered(live)).isEqualTo(1000);
  }

  @Test
  void aReleaseStaysWhileItsVisitorsCannotBeSentElsewhere() {
    platform.deployed();
    DeploymentId stillInTraffic = failedAndStillInTraffic();
    DeploymentId sick = platform.triggered();
    platform.edge.makeUnhealthy(platform.release(sick), "it answered 500");
    platform.advanceTo(Probing.class, sick);
    platform.edge.failNext(Operation.ROUTE, 1);

    platform.finish();

    assertThat(platform.failed(sick).failure().code()).isEqualTo(Failure.Code.PROBE_FAILED);
    assertThat(platform.edge.placed()).contains(platform.release(stillInTraffic));
  }

  @Test
  void whatCouldNotBeRemovedIsTriedAgainWhenTheNextOneEnds() {
    DeploymentId live = platform.deployed();
    DeploymentId first = failedAtItsProbe();
    platform.edge.failNext(Operation.REMOVE, 1);
    DeploymentId second = failedAtItsProbe();
    assertThat(platform.edge.placed()).isEqualTo(releases(live, first, second));

    DeploymentId third = failedAtItsProbe();

    assertThat(platform.edge.placed()).isEqualTo(releases(live, third));
  }

  @Test
  void anEdgeThatCannotSayWhatItHoldsKeepsNoDeploymentFromItsEnd() {
    DeploymentId first = platform.triggered();
    platform.advanceTo(Settling.class, first);
    platform.edge.failNext(Operation.PLACED, 1);
    platform.finish();

    assertThat(platform.state(first)).isInstanceOf(Active.class);
    assertThat(platform.log(first)).contains("What is not needed any more could not be removed:"
        + " Cloudflare Workers for Platforms is out, as the test asked");
  }

  @Test
  void theLogOfAFailedDeploymentEndsWithItsFailure() {
    failedAtItsProbe();

    DeploymentId second = failedAtItsProbe();

    assertThat(platform.log(second)).last()
        .isEqualTo(platform.failed(second).failure().message());
  }

  private DeploymentId failedAtItsProbe() {
    DeploymentId id = platform.triggered();
    platform.edge.makeUnhealthy(platform.release(id), "it answered 500");
    platform.finish();
    return id;
  }

  private DeploymentId failedAtItsBuild() {
    DeploymentId id = platform.create(null).deployment().id();
    platform.trigger(id);
    platform.finish();
    return id;
  }

  /** The edge took the release, and then nothing of its preview for eight attempts. */
  private DeploymentId brokenWhilePlaced() {
    DeploymentId id = platform.triggered();
    platform.advanceTo(Placing.class, id);
    platform.edge.failNext(Operation.ROUTE, 8);
    platform.finish();
    assertThat(platform.failed(id).release()).isNull();
    return id;
  }

  private DeploymentId failedAndStillInTraffic() {
    DeploymentId id = platform.triggered();
    platform.advanceTo(Soaking.class, id);
    platform.edge.makeUnhealthy(platform.release(id), "it answered 500");
    platform.advanceTo(Withdrawing.class, id);
    platform.edge.failNext(Operation.ROUTE, 2_880);
    platform.queue.runUntilIdle(platform.core.work().advance(), Duration.ofDays(2));
    return id;
  }

  private Set<ReleaseName> releases(DeploymentId... ids) {
    return List.of(ids)
        .stream()
        .map(platform::release)
        .collect(Collectors.toUnmodifiableSet());
  }
}
