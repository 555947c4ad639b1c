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

  /** It can still be triggered. */
  @Test
  void whatWasNeverTriggeredStays() {
    DeploymentId pending = platform.uploaded();

    keepAfter(AGE.multipliedBy(10));

    assertThat(platform.hasArtifact(pending)).isTrue();
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

    platform.core.keepArtifacts().keep();

    assertThat(platform.state(building)).isInstanceOf(DeploymentState.Building.class);
    assertThat(platform.hasArtifact(building)).isTrue();
    assertThat(platform.hasArtifact(queued)).isTrue();
    assertThat(platform.hasArtifact(soaking)).isTrue();
  }

  @Test
  void whatBelongsToNoDeploymentGoesAfterADay() {
    DeploymentId deleted = platform.create(null).deployment().id();
    platform.core.deleteDeployment().delete(ALICE, deleted);
    putPastTheServer(deleted);

    keepAfter(Duration.ofHours(23));
    assertThat(platform.hasArtifact(deleted)).isTrue();

    keepAfter(Duration.ofHours(2));
    assertThat(platform.hasArtifact(deleted)).isFalse();
  }

  @Test
  void aStoreThatIsOutIsLeftToTheNextTime() {
    DeploymentId deleted = new DeploymentId(77);
    putPastTheServer(deleted);
    platform.clock.advance(Duration.ofDays(2));
    platform.artifacts.failNext(1);

    assertThatThrownBy(() -> platform.core.keepArtifacts().keep())
        .isInstanceOf(PortException.Unavailable.class);
    platform.core.keepArtifacts().keep();

    assertThat(platform.hasArtifact(deleted)).isFalse();
  }

  private void putPastTheServer(DeploymentId id) {
    platform.artifacts.store(ArtifactKey.of(id), Platform.body("a zip").stream(), 1000, null);
  }

  private void keepAfter(Duration time) {
    platform.clock.advance(time);
    platform.core.keepArtifacts().keep();
  }
}
