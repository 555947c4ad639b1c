package io.whopship.core;

import static io.whopship.core.Platform.ADMIN;
import static io.whopship.core.Platform.ALICE;
import static io.whopship.core.Platform.MALLORY;
import static io.whopship.core.Platform.preview;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.core.access.Access;
import io.whopship.core.deployments.DeleteDeploymentService;
import io.whopship.core.sites.Cleanup;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.Routes;
import io.whopship.ports.driving.CreateDeployment;
import io.whopship.ports.driving.CreateDeployment.UploadMethod;
import io.whopship.ports.driving.DeleteDeployment;
import io.whopship.ports.driving.RollBack;
import io.whopship.ports.driving.TriggerDeployment;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.apps.WhopAppId;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.artifact.Checksum;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState.Building;
import io.whopship.ports.model.deploy.DeploymentState.Probing;
import io.whopship.ports.model.deploy.DeploymentState.Soaking;
import io.whopship.ports.model.deploy.RouteChange;
import io.whopship.ports.model.deploy.Status;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.rollout.Route;
import io.whopship.testkit.FakeEdge.Operation;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Deployments that come and go. */
class DeploymentsTest extends DeploymentsSetting {

  @Nested
  final class Create {

    @Test
    void answersAPendingDeploymentAndWhereToPutItsArtifact() {
      CreateDeployment.Outcome.Created created = platform.create(null);

      assertThat(created.deployment().state().status()).isEqualTo(Status.PENDING);
      assertThat(created.deployment().uuid()).isNotNull();
      assertThat(created.uploadKey().value()).isEqualTo("builds/1/artifact.zip");
      assertThat(created.uploadUrl().toString()).matches(
          "http://api\\.localhost:8000/uploads/builds/1/artifact\\.zip"
              + "\\?expires=1737723600&signature=[A-Za-z0-9_-]{43}");
    }

    @Test
    void offersADirectUploadToo() {
      assertThat(create(ALICE, UploadMethod.DIRECT, BuildMetadata.NONE, null))
          .isInstanceOfSatisfying(CreateDeployment.Outcome.Created.class,
              created -> assertThat(created.uploadUrl())
                  .isEqualTo(URI.create("http://api.localhost:8000/deployments/1/artifact")));
    }

    @Test
    void takesOneChecksumFromEitherPlace() {
      assertThat(checksum(create(ALICE, UploadMethod.DIRECT, BuildMetadata.NONE, ONE)))
          .isEqualTo(ONE);
      assertThat(checksum(create(ALICE, UploadMethod.DIRECT, saying(TWO), null))).isEqualTo(TWO);
      assertThat(checksum(create(ALICE, UploadMethod.DIRECT, saying(ONE), ONE))).isEqualTo(ONE);
      assertThat(create(ALICE, UploadMethod.DIRECT, saying(TWO), ONE))
          .isEqualTo(new CreateDeployment.Outcome.ChecksumsDiffer(ONE, TWO));
    }

    @Test
    void isForTheOwnerAndAdmins() {
      assertThat(create(MALLORY, UploadMethod.DIRECT, saying(TWO), ONE))
          .isEqualTo(new CreateDeployment.Outcome.NotYours());
      assertThat(create(ADMIN, UploadMethod.DIRECT, BuildMetadata.NONE, null))
          .isInstanceOf(CreateDeployment.Outcome.Created.class);
      assertThat(platform.core.deployments()
          .create()
          .create(MALLORY, new WhopAppId("nobodys"),
              UploadMethod.DIRECT, BuildMetadata.NONE, null))
          .isEqualTo(new CreateDeployment.Outcome.NoSuchApp());
    }

    @Test
    void isRefusedToAnAppThatHadTooManyWithinAnHour() {
      Platform strict = new Platform(settings -> settings.withDeploymentsPerHour(2));
      strict.create(null);
      strict.clock.advance(Duration.ofMinutes(20));
      strict.create(null);
      strict.clock.advance(Duration.ofMinutes(10));

      assertThat(createAs(strict, new UUID(4, 2))).isEqualTo(tooMany(Duration.ofMinutes(30)));

      strict.clock.advance(Duration.ofMinutes(30));
      strict.create(null);
      assertThat(createAs(strict, new UUID(4, 2))).isEqualTo(tooMany(Duration.ofMinutes(20)));
    }

    @Test
    void isNotRefusedIfARequestComesAgainThatWasDone() {
      Platform strict = new Platform(settings -> settings.withDeploymentsPerHour(1));

      CreateDeployment.Outcome first = createAs(strict, new UUID(4, 2));

      assertThat(createAs(strict, new UUID(4, 2))).isEqualTo(first)
          .isInstanceOf(CreateDeployment.Outcome.Created.class);
      assertThat(createAs(strict, new UUID(4, 3)))
          .isInstanceOf(CreateDeployment.Outcome.TooMany.class);
    }

    private static CreateDeployment.Outcome tooMany(Duration wait) {
      return new CreateDeployment.Outcome.TooMany(2, wait);
    }

    private static CreateDeployment.Outcome createAs(Platform platform, UUID name) {
      return platform.core.deployments()
          .create()
          .create(ALICE, platform.app.whopAppId(), UploadMethod.DIRECT, BuildMetadata.NONE, null,
              name);
    }

    private CreateDeployment.Outcome create(Caller caller, UploadMethod method,
        BuildMetadata metadata, @Nullable Checksum checksum) {
      return platform.core.deployments()
          .create()
          .create(caller, platform.app.whopAppId(), method,
              metadata, checksum);
    }

    private static @Nullable Checksum checksum(CreateDeployment.Outcome outcome) {
      return ((CreateDeployment.Outcome.Created) outcome).deployment().checksum();
    }

    private static BuildMetadata saying(Checksum checksum) {
      return new BuildMetadata(null, null, null, null, null, checksum, Map.of());
    }
  }

  @Nested
  final class Trigger {

    @Test
    void letsADeploymentBegin() {
      DeploymentId id = platform.uploaded();

      TriggerDeployment.Outcome outcome = trigger(ALICE, id);

      Deployment building = platform.deployment(id);
      assertThat(outcome).isEqualTo(new TriggerDeployment.Outcome.Triggered(building));
      assertThat(building.state()).isEqualTo(new Building(platform.clock.instant()));
      assertThat(platform.queue.waiting()).hasSize(1);
    }

    @Test
    void isRefusedTheSecondTime() {
      DeploymentId id = platform.triggered();
      assertThat(trigger(ALICE, id))
          .isEqualTo(new TriggerDeployment.Outcome.AlreadyTriggered(platform.deployment(id)));

      platform.finish();
      assertThat(trigger(ALICE, id))
          .isInstanceOf(TriggerDeployment.Outcome.AlreadyTriggered.class);
    }

    @Test
    void isForTheOwnerAlone() {
      DeploymentId id = platform.uploaded();

      assertThat(trigger(MALLORY, id)).isEqualTo(new TriggerDeployment.Outcome.NotYours());
      assertThat(trigger(MALLORY, NONE))
          .isEqualTo(new TriggerDeployment.Outcome.NoSuchDeployment());
      assertThat(platform.state(id).status()).isEqualTo(Status.PENDING);
    }

    @Test
    void looksAgainIfSomebodyElseCameFirst() {
      boolean[] first = {true};
      Platform contended = new Platform(UnaryOperator.identity(), Duration.ZERO,
          deployments -> new InterposedDeployments(deployments, change -> {
            if (first[0]) {
              first[0] = false;
              deployments.claim(change.expected().id());
            }
          }), UnaryOperator.identity());
      DeploymentId id = contended.uploaded();

      assertThat(contended.core.deployments().trigger().trigger(ALICE, id))
          .isInstanceOf(TriggerDeployment.Outcome.Triggered.class);
    }

    private TriggerDeployment.Outcome trigger(Caller caller, DeploymentId id) {
      return platform.core.deployments().trigger().trigger(caller, id);
    }
  }

  @Nested
  final class Delete {

    @Test
    void removesReleasePreviewAndArtifact() {
      DeploymentId first = platform.deployed();
      platform.deployed();

      assertThat(delete(ALICE, first)).isEqualTo(new DeleteDeployment.Outcome.Deleted());

      assertThat(platform.edge.placed()).doesNotContain(platform.release(first));
      assertThat(platform.edge.hosts()).doesNotContain(preview(first));
      assertThat(platform.hasArtifact(first)).isFalse();
      assertThat(delete(ALICE, first)).isEqualTo(new DeleteDeployment.Outcome.NoSuchDeployment());
    }

    @Test
    void isRefusedForOneThatServesVisitors() {
      DeploymentId first = platform.deployed();
      assertThat(delete(ALICE, first)).isEqualTo(new DeleteDeployment.Outcome.Live());

      DeploymentId second = platform.triggered();
      platform.advanceTo(Soaking.class, second);
      assertThat(delete(ALICE, first)).isEqualTo(new DeleteDeployment.Outcome.Live());
      assertThat(delete(ALICE, second)).isEqualTo(new DeleteDeployment.Outcome.UnderWay());
    }

    @Test
    void isRefusedForOneThatIsBuilding() {
      assertThat(delete(ALICE, platform.triggered()))
          .isEqualTo(new DeleteDeployment.Outcome.UnderWay());
    }

    @Test
    void isRefusedForOneThatIsTriggeredThisVeryMoment() {
      DeploymentId id = platform.uploaded();
      Deployments asOfBefore = new InterposedDeployments(platform.store.deployments(), change -> {
      }) {
        private boolean triggered;

        @Override
        public Optional<Deployment> find(DeploymentId any) {
          Optional<Deployment> found = super.find(any);
          if (!triggered) {
            triggered = true;
            platform.trigger(any);
          }
          return found;
        }
      };
      var deleting = new DeleteDeploymentService(new Access(platform.store.apps(), asOfBefore),
          asOfBefore, platform.store.routes(), platform.edge,
          new Cleanup(platform.edge, platform.artifacts, platform.sites()), platform.clock);

      assertThat(deleting.delete(ALICE, id)).isEqualTo(new DeleteDeployment.Outcome.UnderWay());
      platform.finish();
      assertThat(platform.state(id).status()).isEqualTo(Status.ACTIVE);
    }

    @Test
    void isRefusedForOneThatIsKeptWhileAnotherIsUnderWay() {
      DeploymentId kept = platform.deployed();
      platform.deployed();
      platform.advanceTo(Probing.class, platform.triggered());

      assertThat(delete(ALICE, kept)).isEqualTo(new DeleteDeployment.Outcome.UnderWay());

      assertThat(platform.edge.placed()).contains(platform.release(kept));
      assertThat(platform.state(kept).status()).isEqualTo(Status.ACTIVE);
    }

    @Test
    void isRefusedForOneThatIsRolledBackToThisVeryMoment() {
      DeploymentId kept = platform.deployed();
      DeploymentId live = platform.deployed();
      Routes asOfBefore = new RoutesAsOfBefore(platform.store.routes(),
          () -> platform.core.rollouts().rollBack().rollBack(ALICE, live, kept));

      assertThat(deleting(asOfBefore, platform.edge).delete(ALICE, kept))
          .isEqualTo(new DeleteDeployment.Outcome.Live());

      platform.queue.runRoutesDue(platform.core.work().tellRoute());
      assertThat(platform.answered(kept)).isEqualTo(1000);
    }

    @Test
    void isNoTargetOfARollbackOnceTheEdgeIsTold() {
      DeploymentId kept = platform.deployed();
      DeploymentId live = platform.deployed();
      List<RollBack.Outcome> rollbacks = new ArrayList<>();
      var moment = new InterposedEdge.Moment();
      moment.next(
          () -> rollbacks.add(platform.core.rollouts().rollBack().rollBack(ALICE, live, kept)));

      assertThat(deleting(platform.store.routes(), new InterposedEdge(platform.edge, moment))
          .delete(ALICE, kept)).isEqualTo(new DeleteDeployment.Outcome.Deleted());

      assertThat(rollbacks).singleElement().isInstanceOf(RollBack.Outcome.Refused.class);
      platform.queue.runRoutesDue(platform.core.work().tellRoute());
      assertThat(platform.answered(live)).isEqualTo(1000);
    }

    private DeleteDeployment deleting(Routes routes, Edge edge) {
      Deployments deployments = platform.store.deployments();
      return new DeleteDeploymentService(new Access(platform.store.apps(), deployments),
          deployments, routes, edge,
          new Cleanup(edge, platform.artifacts, platform.sites()), platform.clock);
    }

    /** Routes of which the first look is over when something else happens. */
    private static final class RoutesAsOfBefore implements Routes {

      private final Routes routes;
      private final Runnable happening;
      private boolean hasHappened;

      RoutesAsOfBefore(Routes routes, Runnable happening) {
        this.routes = routes;
        this.happening = happening;
      }

      @Override
      public Optional<Route> find(AppId app) {
        Optional<Route> found = routes.find(app);
        if (!hasHappened) {
          hasHappened = true;
          happening.run();
        }
        return found;
      }

      @Override
      public List<Route> all() {
        return routes.all();
      }

      @Override
      public Replaced replace(RouteChange change) {
        return routes.replace(change);
      }
    }

    @Test
    void keepsADeploymentWhoseReleaseCannotBeRemoved() {
      DeploymentId first = platform.deployed();
      platform.deployed();
      platform.edge.failNext(Operation.REMOVE, 1);

      assertThatThrownBy(() -> delete(ALICE, first)).isInstanceOf(PortException.Unavailable.class);
      assertThat(delete(ALICE, first)).isEqualTo(new DeleteDeployment.Outcome.Deleted());
    }

    @Test
    void leavesNoTraceAmongTheKeptOnesOfTheNextRollout() {
      DeploymentId first = platform.deployed();
      DeploymentId second = platform.deployed();
      delete(ALICE, first);

      platform.deployed();

      assertThat(platform.store.routes().find(platform.app.id()).orElseThrow().kept())
          .containsExactly(platform.release(second));
    }

    @Test
    void isForTheOwnerAlone() {
      DeploymentId id = platform.uploaded();

      assertThat(delete(MALLORY, id)).isEqualTo(new DeleteDeployment.Outcome.NotYours());
      assertThat(delete(MALLORY, NONE))
          .isEqualTo(new DeleteDeployment.Outcome.NoSuchDeployment());
      assertThat(delete(ALICE, id)).isEqualTo(new DeleteDeployment.Outcome.Deleted());
    }

    private DeleteDeployment.Outcome delete(Caller caller, DeploymentId id) {
      return platform.core.deployments().delete().delete(caller, id);
    }
  }
}
