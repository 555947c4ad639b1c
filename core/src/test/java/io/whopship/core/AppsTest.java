package io.whopship.core;

import static io.whopship.core.Platform.ADMIN;
import static io.whopship.core.Platform.ALICE;
import static io.whopship.core.Platform.HOST;
import static io.whopship.core.Platform.MALLORY;
import static io.whopship.core.Platform.preview;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.core.access.Access;
import io.whopship.core.apps.DeleteAppService;
import io.whopship.core.sites.Cleanup;
import io.whopship.core.sites.RestoreSitesService;
import io.whopship.core.sites.Sites;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driving.CreateApp;
import io.whopship.ports.driving.DeleteApp;
import io.whopship.ports.driving.FindApp;
import io.whopship.ports.driving.UpdateApp;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.apps.SiteAddresses;
import io.whopship.ports.model.apps.Subdomain;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.apps.WhopAppId;
import io.whopship.ports.model.deploy.DeploymentState.Soaking;
import io.whopship.ports.model.identity.Caller;
import io.whopship.testkit.FakeArtifact;
import io.whopship.testkit.FakeEdge.Operation;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class AppsTest {

  private static final AppId NOBODYS = new AppId(99);

  private final Platform platform = new Platform();

  @Nested
  final class Create {

    @Test
    void makesTheCallerItsOwner() {
      assertThat(platform.app.owner()).isEqualTo(ALICE.owner());
      assertThat(platform.app.createdAt()).isEqualTo(platform.clock.instant());
    }

    @Test
    void refusesWhatIsTakenOrReserved() {
      assertThat(create("app_123abc", "free")).isEqualTo(
          new CreateApp.Outcome.WhopAppIdTaken(new WhopAppId("app_123abc")));
      assertThat(create("app_free", "my-app")).isEqualTo(
          new CreateApp.Outcome.SubdomainTaken(new Subdomain("my-app")));
      assertThat(create("app_free", "api")).isEqualTo(
          new CreateApp.Outcome.SubdomainReserved(new Subdomain("api")));
    }

    @Test
    void refusesANameThatIsNone() {
      assertThatThrownBy(() -> platform.core.apps()
          .create()
          .create(ALICE, new WhopAppId("app_free"),
              " ", new Subdomain("free"), Variables.NONE))
          .isInstanceOf(IllegalArgumentException.class);
    }

    private CreateApp.Outcome create(String whopAppId, String subdomain) {
      return platform.core.apps()
          .create()
          .create(MALLORY, new WhopAppId(whopAppId), "App",
              new Subdomain(subdomain), Variables.NONE);
    }
  }

  @Nested
  final class Find {

    @Test
    void answersTheAppWithItsAddress() {
      assertThat(find(ALICE, platform.app.id())).isEqualTo(
          new FindApp.Outcome.Found(platform.app, URI.create("http://my-app.localhost:8080")));
      assertThat(find(ADMIN, platform.app.id())).isInstanceOf(FindApp.Outcome.Found.class);
    }

    @Test
    void tellsWhatIsAbsentFromWhatIsSomebodyElses() {
      assertThat(find(MALLORY, platform.app.id())).isEqualTo(new FindApp.Outcome.NotYours());
      assertThat(find(MALLORY, NOBODYS)).isEqualTo(new FindApp.Outcome.NoSuchApp());
    }

    private FindApp.Outcome find(Caller caller, AppId id) {
      return platform.core.apps().find().find(caller, id);
    }
  }

  @Test
  void aListHoldsTheCallersOwnAppsAndAnAdminsHoldsAll() {
    App other = ((CreateApp.Outcome.Created) platform.core.apps()
        .create()
        .create(MALLORY,
            new WhopAppId("app_other"), "Other", new Subdomain("other"), Variables.NONE))
        .app();

    assertThat(platform.core.apps().list().list(ALICE, Page.Request.first()).items())
        .containsExactly(platform.app);
    assertThat(platform.core.apps().list().list(ADMIN, Page.Request.first()).items())
        .containsExactly(other, platform.app);
  }

  @Nested
  final class Update {

    @Test
    void changesOnlyWhatIsGiven() {
      Variables variables = new Variables(Map.of("GREETING", "hello"));

      assertThat(update(ALICE, "Renamed", null)).isEqualTo(
          new UpdateApp.Outcome.Updated(platform.app.withName("Renamed")));
      assertThat(update(ALICE, null, variables)).isEqualTo(new UpdateApp.Outcome.Updated(
          platform.app.withName("Renamed").withVariables(variables)));
    }

    @Test
    void isForTheOwnerAlone() {
      assertThat(update(MALLORY, "Mine", null)).isEqualTo(new UpdateApp.Outcome.NotYours());
      assertThat(platform.core.apps().update().update(ALICE, NOBODYS, "x", null, null))
          .isEqualTo(new UpdateApp.Outcome.NoSuchApp());
      assertThat(platform.core.apps().find().find(ALICE, platform.app.id()))
          .isInstanceOfSatisfying(FindApp.Outcome.Found.class,
              found -> assertThat(found.app().name()).isEqualTo("My App"));
    }

    private UpdateApp.Outcome update(Caller caller, @Nullable String name,
        @Nullable Variables variables) {
      return platform.core.apps().update().update(caller, platform.app.id(), name, variables, null);
    }
  }

  @Nested
  final class Delete {

    @Test
    void leavesNothingBehind() {
      DeploymentId first = platform.deployed();
      DeploymentId second = platform.deployed();
      DeploymentId pending = platform.uploaded();

      assertThat(delete(ALICE)).isEqualTo(new DeleteApp.Outcome.Deleted());

      assertThat(platform.edge.hosts()).isEmpty();
      assertThat(platform.edge.placed()).isEmpty();
      assertThat(platform.hasArtifact(pending)).isFalse();
      assertThat(platform.store.deployments().find(first)).isEmpty();
      assertThat(platform.log(second)).isEmpty();
      assertThat(delete(ALICE)).isEqualTo(new DeleteApp.Outcome.NoSuchApp());
    }

    @Test
    void goesThroughAllPagesOfDeployments() {
      platform.reader.holds(FakeArtifact.EMPTY);
      for (int i = 0; i < Page.MAX_LIMIT + 10; i++) {
        platform.create(null);
      }

      assertThat(delete(ALICE)).isEqualTo(new DeleteApp.Outcome.Deleted());
    }

    @Test
    void isRefusedWhileADeploymentIsUnderWay() {
      DeploymentId first = platform.triggered();
      assertThat(delete(ALICE)).isEqualTo(new DeleteApp.Outcome.InUse());

      platform.advanceTo(Soaking.class, first);
      assertThat(delete(ALICE)).isEqualTo(new DeleteApp.Outcome.InUse());
      assertThat(platform.answered(first)).isEqualTo(1000);
    }

    @Test
    void putsTheSiteBackIfADeploymentBeganMeanwhile() {
      DeploymentId first = platform.deployed();
      DeploymentId second = platform.uploaded();
      InterposedEdge.Moment moment = new InterposedEdge.Moment();
      var deleting = new DeleteAppService(
          new Access(platform.store.apps(), platform.store.deployments()), platform.store.apps(),
          platform.store.deployments(), platform.store.routes(),
          new InterposedEdge(platform.edge, moment), platform.sites(),
          new Cleanup(platform.edge, platform.artifacts, platform.sites()), gone -> {
          });
      moment.next(() -> platform.trigger(second));

      assertThat(deleting.delete(ALICE, platform.app.id()))
          .isEqualTo(new DeleteApp.Outcome.InUse());
      assertThat(platform.answered(first)).isEqualTo(1000);
    }

    @Test
    void takesTheSiteOffAllItsHostsAfterTheUrlPatternChanged() {
      platform.deployed();
      Sites today = new Sites(new SiteAddresses("https://{subdomain}.example.com"));
      new RestoreSitesService(platform.store.apps(), platform.store.deployments(),
          platform.store.routes(), platform.edge, today).restore();
      assertThat(platform.edge.hosts()).contains(HOST, "my-app.example.com");

      var deleting = new DeleteAppService(
          new Access(platform.store.apps(), platform.store.deployments()), platform.store.apps(),
          platform.store.deployments(), platform.store.routes(), platform.edge, today,
          new Cleanup(platform.edge, platform.artifacts, today), gone -> {
          });
      deleting.delete(ALICE, platform.app.id());

      assertThat(platform.edge.hosts()).doesNotContain(HOST, "my-app.example.com");
    }

    @Test
    void keepsEverythingIfTheEdgeIsOut() {
      DeploymentId first = platform.deployed();
      platform.edge.failNext(Operation.UNROUTE, 1);

      assertThatThrownBy(() -> delete(ALICE)).isInstanceOf(PortException.Unavailable.class);
      assertThat(platform.answered(first)).isEqualTo(1000);
      assertThat(delete(ALICE)).isEqualTo(new DeleteApp.Outcome.Deleted());
    }

    @Test
    void isNotHeldUpByWhatCannotBeRemoved() {
      platform.deployed();
      platform.edge.failNext(Operation.REMOVE, 1);
      platform.artifacts.failNext(1);

      assertThat(delete(ALICE)).isEqualTo(new DeleteApp.Outcome.Deleted());
      assertThat(platform.edge.hosts()).doesNotContain(HOST, preview(new DeploymentId(1)));
    }

    @Test
    void isForTheOwnerAlone() {
      assertThat(delete(MALLORY)).isEqualTo(new DeleteApp.Outcome.NotYours());
    }

    private DeleteApp.Outcome delete(Caller caller) {
      return platform.core.apps().delete().delete(caller, platform.app.id());
    }
  }
}
