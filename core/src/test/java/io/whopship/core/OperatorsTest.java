package io.whopship.core;

import static io.whopship.core.Platform.ADMIN;
import static io.whopship.core.Platform.ALICE;
import static io.whopship.core.Platform.HOST;
import static io.whopship.core.Platform.preview;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.core.ControlPlane.Settings;
import io.whopship.core.sites.RestoreSitesService;
import io.whopship.core.sites.Sites;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.Checkable.Check;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driving.CheckArtifact.Verdict;
import io.whopship.ports.driving.IssueToken;
import io.whopship.ports.driving.RestoreSites.Restored;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.apps.SiteAddresses;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.artifact.ArtifactLimits;
import io.whopship.ports.model.artifact.Problem;
import io.whopship.ports.model.deploy.DeploymentState.Placing;
import io.whopship.ports.model.deploy.DeploymentState.Probing;
import io.whopship.ports.model.deploy.DeploymentState.Soaking;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.rollout.ProbeSettings;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.testkit.FakeArtifact;
import io.whopship.testkit.FakeEdge.Operation;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What those who run a server rely on. */
final class OperatorsTest {

  private final Platform platform = new Platform();

  @Nested
  final class Incidents {

    private final DeploymentId deployment = platform.deployed();

    @Test
    void standInTheLogOfTheirDeployment() {
      platform.core.upkeep().reportIncident().report(release(deployment), "The worker crashed");

      assertThat(platform.log(deployment)).endsWith("The worker crashed");
    }

    @Test
    void ofNoDeploymentAreNotWritten() {
      List<String> before = platform.log(deployment);

      platform.core.upkeep()
          .reportIncident()
          .report(release(new DeploymentId(99)), "The worker crashed");
      platform.core.upkeep()
          .reportIncident()
          .report(new ReleaseName(new AppId(99), deployment), "The worker crashed");

      assertThat(platform.log(deployment)).isEqualTo(before);
    }

    private ReleaseName release(DeploymentId id) {
      return new ReleaseName(new AppId(1), id);
    }
  }

  @Nested
  final class Tokens {

    private final IssueToken tokens = platform.core.access().issueToken();

    @Test
    void theFirstAdminGetsOneOnce() {
      Secret first = tokens.issueFirstAdmin().orElseThrow();

      assertThat(platform.core.access().authenticate().authenticate(first))
          .contains(new Caller(new OwnerId("admin"), true));
      assertThat(tokens.issueFirstAdmin()).isEmpty();
    }

    @Test
    void anOperatorMayChooseTheirOwn() {
      Secret chosen = new Secret("chosen by hand");
      tokens.adopt(chosen);

      assertThat(platform.core.access().authenticate().authenticate(chosen)).map(Caller::admin)
          .contains(true);
      assertThat(tokens.issueFirstAdmin()).isEmpty();
    }

    @Test
    void theTokenThatAnOperatorChoseBeforeIsWorthNothing() {
      Secret before = new Secret("chosen last year");
      tokens.adopt(before);
      tokens.adopt(new Secret("chosen today"));

      assertThat(platform.core.access().authenticate().authenticate(before)).isEmpty();
    }

    @Test
    void onlyAdminsGiveThemToOthers() {
      OwnerId bob = new OwnerId("bob");

      assertThat(tokens.issue(ALICE, bob, false))
          .isEqualTo(new IssueToken.Outcome.NotAllowed());
      IssueToken.Outcome.Issued issued = (IssueToken.Outcome.Issued) tokens.issue(ADMIN, bob,
          false);
      assertThat(platform.core.access().authenticate().authenticate(issued.token()))
          .contains(new Caller(bob, false));
    }

    @Test
    void aTokenThatNobodyGaveStandsForNobody() {
      assertThat(platform.core.access().authenticate().authenticate(new Secret("guessed")))
          .isEmpty();
    }
  }

  @Nested
  final class Health {

    @Test
    void isThatOfEachPart() {
      platform.edge.failNext(Operation.ROUTE, 1);

      Map<String, Check> health = platform.core.upkeep().checkHealth().check();

      assertThat(health.keySet()).containsExactly("deployments", "artifacts", "edge");
      assertThat(health.get("deployments")).isEqualTo(new Check.Usable());
      assertThat(health.get("edge")).isInstanceOf(Check.Unusable.class);
    }

    @Test
    void needsNothingButTheDatabaseToAnswer() {
      platform.edge.failNext(Operation.ROUTE, 1);

      assertThat(platform.core.upkeep().checkHealth().checkNeeded())
          .containsExactly(Map.entry("deployments", new Check.Usable()));
    }
  }

  @Nested
  final class Restore {

    @Test
    void tellsAForgetfulEdgeOfAllSitesAndPreviews() {
      DeploymentId first = platform.deployed();
      DeploymentId second = platform.triggered();
      platform.advanceTo(Soaking.class, second);
      long before = platform.answered(second);
      forget(HOST, preview(first), preview(second));

      assertThat(restore()).isEqualTo(new Restored(1, List.of()));

      assertThat(platform.answered(second)).isEqualTo(before);
      assertThat(platform.edge.hosts())
          .containsExactly(preview(first), preview(second), HOST);
    }

    @Test
    void tellsOfKeptReleasesToo() {
      DeploymentId first = platform.deployed();
      platform.deployed();
      forget(preview(first));

      restore();

      assertThat(platform.edge.hosts()).contains(preview(first));
    }

    @Test
    void leavesOutWhatWasDeleted() {
      DeploymentId first = platform.deployed();
      platform.deployed();
      platform.core.deployments().delete().delete(ALICE, first);

      assertThat(restore().failures()).isEmpty();
      assertThat(platform.edge.hosts()).doesNotContain(preview(first));
    }

    @Test
    void tellsOfThePreviewOfAReleaseThatHasNoTrafficYet() {
      DeploymentId first = platform.triggered();
      platform.advanceTo(Probing.class, first);
      forget(preview(first));

      assertThat(restore()).isEqualTo(new Restored(0, List.of()));

      assertThat(platform.edge.hosts()).containsExactly(preview(first));
    }

    @Test
    void removesWhatNoDeploymentOwns() throws Exception {
      DeploymentId first = platform.deployed();
      ReleaseName deleted = new ReleaseName(platform.app.id(), new DeploymentId(99));
      ReleaseName ofAnotherApp = new ReleaseName(new AppId(99), first);
      place(deleted);
      place(ofAnotherApp);

      assertThat(restore().failures()).isEmpty();

      assertThat(platform.edge.placed()).containsExactly(platform.release(first));
    }

    @Test
    void keepsWhatADeploymentUnderWayHasJustPlaced() throws Exception {
      platform.deployed();
      DeploymentId second = platform.triggered();
      platform.advanceTo(Placing.class, second);
      place(platform.release(second)); // and then the server was killed

      restore();

      assertThat(platform.edge.placed()).contains(platform.release(second));
    }

    @Test
    void removesNothingIfThisIsNotTheDatabaseThatKnowsTheReleases() throws Exception {
      ReleaseName strange = new ReleaseName(platform.app.id(), new DeploymentId(99));
      place(strange);

      assertThat(restore().failures()).containsExactly(
          "None of the 1 releases on the edge belongs to a deployment in this database. They are"
              + " kept, in case it is the wrong one");
      assertThat(platform.edge.placed()).containsExactly(strange);
    }

    @Test
    void saysWhatItCouldNotRemove() throws Exception {
      platform.deployed();
      place(new ReleaseName(platform.app.id(), new DeploymentId(99)));
      platform.edge.failNext(Operation.REMOVE, 1);

      assertThat(restore().failures()).containsExactly("whopship-" + platform.app.id()
          + "-99: Cloudflare Workers for Platforms is out, as the test asked");
    }

    @Test
    void keepsTheStorageOfAppsThatItDoesNotKnow() throws Exception {
      platform.deployed();
      place(new ReleaseName(new AppId(99), new DeploymentId(99)));

      assertThat(restore().failures()).isEmpty();

      assertThat(platform.edge.journal()).endsWith("remove whopship-99-99")
          .doesNotContain("forget 99");
    }

    private void place(ReleaseName release) throws Exception {
      FakeArtifact artifact = FakeArtifact.helloWorker("v1");
      try (OpenArtifact content = artifact.open()) {
        platform.edge.place(new Edge.Placing(release, artifact.bundle(), Variables.NONE), content,
            line -> {
            });
      }
    }

    @Test
    void doesNotCountASiteThatIsOffTheAir() {
      DeploymentId first = platform.triggered();
      platform.advanceTo(Soaking.class, first);
      platform.edge.makeUnhealthy(platform.release(first), "it answered 500");
      platform.finish();

      assertThat(restore()).isEqualTo(new Restored(0, List.of()));
    }

    @Test
    void goesOnAfterASiteThatFails() {
      platform.deployed();
      platform.edge.failNext(Operation.ROUTE, 1);

      assertThat(restore()).isEqualTo(new Restored(0, List.of(
          "my-app.localhost: Cloudflare Workers for Platforms is out, as the test asked")));
      assertThat(platform.edge.hosts()).contains(preview(new DeploymentId(1)));
    }

    @Test
    void servesSitesAtTheirNewAddressesAfterTheUrlPatternChanged() {
      DeploymentId first = platform.deployed();
      var moved = new RestoreSitesService(platform.store.apps(), platform.store.deployments(),
          platform.store.routes(), platform.edge,
          new Sites(new SiteAddresses("https://{subdomain}.Example.com")));

      assertThat(moved.restore().sites()).isEqualTo(1);

      assertThat(platform.edge.hosts())
          .contains("my-app.example.com", "my-app--" + first + ".example.com");
    }

    private Restored restore() {
      return platform.core.upkeep().restoreSites().restore();
    }

    private void forget(String... hosts) {
      List.of(hosts).forEach(platform.edge::unroute);
    }
  }

  @Nested
  final class Choices {

    @Test
    void areCheckedAndTheFaultIsNamed() {
      SiteAddresses sites = new SiteAddresses("http://{subdomain}.localhost:8080");
      URI api = URI.create("http://localhost:8000");

      assertThatThrownBy(() -> Settings.defaults(api, sites, new Secret("short")))
          .hasMessage("signingKey must have at least 16 characters, but has 5");
      assertThatThrownBy(() -> new ProbeSettings("/", Duration.ZERO, Duration.ofSeconds(1),
          Duration.ofSeconds(1), 3)).hasMessage("timeout must be more than nothing, but is PT0S");
      assertThatThrownBy(() -> new ProbeSettings("/", Duration.ofSeconds(1),
          Duration.ofSeconds(-1), Duration.ofSeconds(1), 3))
          .hasMessage("interval must be more than nothing, but is PT-1S");
      assertThatThrownBy(() -> new ProbeSettings("/", Duration.ofSeconds(1),
          Duration.ofSeconds(1), Duration.ofSeconds(1), 0))
          .hasMessage("maxFailures must be 1 or more, but is 0");
      assertThatThrownBy(() -> new ProbeSettings("health", Duration.ofSeconds(1),
          Duration.ofSeconds(1), Duration.ofSeconds(1), 3))
          .hasMessage("path must start with a slash, but is 'health'");
    }

    @Test
    void ofLimitsAreObeyedForDeploymentsAndForChecks() {
      ArtifactLimits oneEntry = new ArtifactLimits(10_000, 1, 1 << 20, 1 << 20, 1 << 20, 100, 1);
      Platform strictOne = new Platform(settings -> settings.withLimits(oneEntry));
      strictOne.reader.holds(FakeArtifact.EMPTY.file("a", "").file("b", ""));
      DeploymentId id = strictOne.triggered();

      strictOne.finish();

      String refusal = "The zip has 2 entries, at most 1 are allowed.";
      assertThat(strictOne.failed(id).failure().message()).isEqualTo(refusal);
      assertThat(strictOne.core.deployments().check().check(Path.of("any.zip"))).isEqualTo(
          new Verdict.Refused(List.of(new Problem("too-many-entries", null, refusal))));
    }

    @Test
    void ofTheProbeAreObeyed() {
      ProbeSettings strict = new ProbeSettings("/healthz", Duration.ofSeconds(1),
          Duration.ofSeconds(1), Duration.ofSeconds(1), 1);
      Platform strictOne = new Platform(settings -> settings.withProbe(strict));
      DeploymentId id = strictOne.uploaded();
      strictOne.edge.makeUnhealthy(strictOne.release(id), "it answered 500");
      strictOne.trigger(id);

      strictOne.finish();

      assertThat(strictOne.edge.journal()).contains("probe " + strictOne.release(id) + " /healthz");
      assertThat(strictOne.failed(id).failure().message()).startsWith(
          "The new version failed 1 health probes in a row");
    }
  }
}
