package io.whopship.core;

import static io.whopship.core.Platform.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.artifact.ArtifactKey;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.DeploymentState.Queued;
import io.whopship.ports.model.deploy.DeploymentState.Soaking;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which artifacts are kept, and for how long. */
final class KeepArtifactsTest {

  private static final Duration AGE = Duration.ofDays(30);

  private final Platform platform = new Platform(
      settings -> settings.withKeptReleases(1).withArtifactAge(AGE));

  @Test
  void whatServesVisitorsOrIsKeptToGoBackToStays() {
    DeploymentId former = platform.deployed();
    DeploymentId live = platform.deployed();

    keepAfter(AGE.multipliedBy(10));

    assertThat(platform.hasArtifact(former)).isTrue();
    assertThat(platform.hasArtifact(live)).isTrue();
  }

  @Test
  void whatIsNotReachableAnyMoreGoesWhenItIsOld() {
    DeploymentId first = platform.deployed();
    platform.deployed();
    platform.deployed();

    keepAfter(AGE.minusDays(1));
    assertThat(platform.hasArtifact(first)).isTrue();

    keepAfter(Duration.ofDays(2));
    assertThat(platform.hasArtifact(first)).isFalse();
  }

  @Test
  void whatFailedGoesWhenItIsOld() {
    DeploymentId live = platform.deployed();
    DeploymentId sick = platform.triggered();
    platform.edge.makeUnhealthy(platform.release(sick), "it answered 500");
    platform.finish();

    keepAfter(AGE.plusSeconds(1));

    assertThat(platform.hasArtifact(sick)).isFalse();
    assertThat(platform.hasArtifact(live)).isTrue();
  }

  @Test
  void whatFailedBeforeTheFirstRouteGoesToo() {
    DeploymentId sick = platform.triggered();
    platform.edge.makeUnhealthy(platform.release(sick), "it answered 500");
    platform.finish();

    keepAfter(AGE.plusSeconds(1));

    assertThat(platform.hasArtifact(sick)).isFalse();
  }

  @Test
  void whatWasNeverTriggeredGoesWhenItIsOldAndIsMissedIfItIsTriggeredAllTheSame() {
    DeploymentId pending = platform.uploaded();

    keepAfter(AGE.minusDays(1));
    assertThat(platform.hasArtifact(pending)).isTrue();

    keepAfter(Duration.ofDays(2));
    assertThat(platform.hasArtifact(pending)).isFalse();
    platform.trigger(pending);
    platform.finish();
    assertThat(platform.failed(pending).failure().message())
        .isEqualTo("Build artifact not found in R2");
  }

  @Test
  void whatIsUnderWayStaysHoweverOldItIs() {
    DeploymentId building = platform.uploaded();
    DeploymentId queued = platform.uploaded();
    DeploymentId soaking = platform.uploaded();
    platform.clock.advance(AGE.multipliedBy(10));
    platform.trigger(soaking);
    platform.advanceTo(Soaking.class, soaking);
    platform.trigger(queued);
    platform.advanceTo(Queued.class, queued);
    platform.trigger(building);

    platform.core.upkeep().keepArtifacts().keep();

    assertThat(platform.state(building)).isInstanceOf(DeploymentState.Building.class);
    assertThat(platform.hasArtifact(building)).isTrue();
    assertThat(platform.hasArtifact(queued)).isTrue();
    assertThat(platform.hasArtifact(soaking)).isTrue();
  }

  @Test
  void whatBelongsToNoDeploymentGoesAfterADay() {
    DeploymentId deleted = platform.create(null).deployment().id();
    platform.core.deployments().delete().delete(ALICE, deleted);
    putPastTheServer(deleted);
    platform.deployed();

    keepAfter(Duration.ofHours(23));
    assertThat(platform.hasArtifact(deleted)).isTrue();

    keepAfter(Duration.ofHours(2));
    assertThat(platform.hasArtifact(deleted)).isFalse();
  }

  @Test
  void aDatabaseThatKnowsNoneOfThemRemovesNone() {
    putPastTheServer(new DeploymentId(77));

    keepAfter(AGE.multipliedBy(10));

    assertThat(platform.hasArtifact(new DeploymentId(77))).isTrue();
  }

  /** Whoever has a new data folder begins to count anew, beside what was there before. */
  @Test
  void aDatabaseRemovesNoneThatIsBeyondItsOwn() {
    DeploymentId beyond = new DeploymentId(77);
    platform.deployed();
    putPastTheServer(beyond);

    keepAfter(AGE.multipliedBy(10));

    assertThat(platform.hasArtifact(beyond)).isTrue();
  }

  @Test
  void oneThatCannotBeRemovedKeepsNoOther() {
    List<DeploymentId> pending = Stream.generate(platform::uploaded).limit(10).toList();
    DeploymentId stuck = pending.get(4);
    platform.artifacts.failToRemove(ArtifactKey.of(stuck));

    keepAfter(AGE.plusSeconds(1));

    assertThat(pending).filteredOn(platform::hasArtifact).containsExactly(stuck);
  }

  @Test
  void withAnAgeOfAnHourWhatFailedGoesAfterItButWhatIsOfNoDeploymentAfterADay() {
    Platform hasty = new Platform(settings -> settings.withArtifactAge(Duration.ofHours(1)));
    DeploymentId deleted = hasty.create(null).deployment().id();
    hasty.core.deployments().delete().delete(ALICE, deleted);
    hasty.artifacts.store(ArtifactKey.of(deleted), Platform.body("a zip").stream(), 1000, null);
    DeploymentId pending = hasty.uploaded();
    hasty.deployed();

    hasty.clock.advance(Duration.ofHours(2));
    hasty.core.upkeep().keepArtifacts().keep();
    assertThat(hasty.hasArtifact(pending)).isFalse();
    assertThat(hasty.hasArtifact(deleted)).isTrue();

    hasty.clock.advance(Duration.ofHours(23));
    hasty.core.upkeep().keepArtifacts().keep();
    assertThat(hasty.hasArtifact(deleted)).isFalse();
  }

  @Test
  void aStoreThatIsOutIsLeftToTheNextTime() {
    DeploymentId pending = platform.uploaded();
    platform.clock.advance(AGE.plusSeconds(1));
    platform.artifacts.failNext(1);

    assertThatThrownBy(() -> platform.core.upkeep().keepArtifacts().keep())
        .isInstanceOf(PortException.Unavailable.class);
    platform.core.upkeep().keepArtifacts().keep();

    assertThat(platform.hasArtifact(pending)).isFalse();
  }

  private void putPastTheServer(DeploymentId id) {
    platform.artifacts.store(ArtifactKey.of(id), Platform.body("a zip").stream(), 1000, null);
  }

  private void keepAfter(Duration time) {
    platform.clock.advance(time);
    platform.core.upkeep().keepArtifacts().keep();
  }
}
