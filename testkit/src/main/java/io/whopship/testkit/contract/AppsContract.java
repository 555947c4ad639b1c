package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.Apps.Added;
import io.whopship.ports.driven.Apps.Removed;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.apps.Subdomain;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.apps.WhopAppId;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.rollout.RolloutPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link io.whopship.ports.driven.Apps} promises. */
public abstract class AppsContract extends StoresContract {

  private Added add(OwnerId owner, String whopAppId, String subdomain) {
    return stores.apps()
        .add(owner, new WhopAppId(whopAppId), "An app", new Subdomain(subdomain),
            Variables.NONE, Examples.NOW);
  }

  @Nested
  class Adding {

    @Test
    void anAppGetsANumberAndKeepsWhatItWasGiven() {
      Variables variables = new Variables(Map.of("GREETING", "größer \"quoted\"\n🚢", "B", ""));

      Added added = stores.apps()
          .add(Examples.OWNER, new WhopAppId("app_123abc"),
              "Meine größere App 🚢", new Subdomain("my-app"), variables, Examples.NOW);

      assertThat(added).isInstanceOfSatisfying(Added.Done.class, done -> {
        AppId id = done.app().id();
        assertThat(done.app()).isEqualTo(new App(id, new WhopAppId("app_123abc"), Examples.OWNER,
            "Meine größere App 🚢", new Subdomain("my-app"), variables, RolloutPolicy.DEFAULT,
            Examples.NOW));
        assertThat(stores.apps().find(id)).contains(done.app());
      });
    }

    @Test
    void aNumberIsNeverUsedTwice() {
      App first = addApp("first");
      stores.apps().remove(first.id());

      assertThat(addApp("second").id().value()).isGreaterThan(first.id().value());
    }

    @Test
    void aTakenWhopAppIdIsRefused() {
      add(Examples.OWNER, "app_1", "one");

      assertThat(add(Examples.OTHER_OWNER, "app_1", "two")).isEqualTo(new Added.WhopAppIdTaken());
      assertThat(stores.apps().list(null, Page.Request.first()).items()).hasSize(1);
    }

    @Test
    void aTakenSubdomainIsRefused() {
      add(Examples.OWNER, "app_1", "one");

      assertThat(add(Examples.OTHER_OWNER, "app_2", "one")).isEqualTo(new Added.SubdomainTaken());
      assertThat(stores.apps().find(new WhopAppId("app_2"))).isEmpty();
    }

    @Test
    void ifBothAreTakenTheWhopAppIdIsNamed() {
      add(Examples.OWNER, "app_1", "one");

      assertThat(add(Examples.OWNER, "app_1", "one")).isEqualTo(new Added.WhopAppIdTaken());
    }

    @Test
    void ifBothAreTakenByTwoAppsTheWhopAppIdIsNamed() {
      add(Examples.OWNER, "app_1", "one");
      add(Examples.OWNER, "app_2", "two");

      assertThat(add(Examples.OWNER, "app_2", "one")).isEqualTo(new Added.WhopAppIdTaken());
    }

    @Test
    void whatARemovedAppHadIsFreeAgain() {
      stores.apps().remove(addApp("one").id());

      assertThat(add(Examples.OTHER_OWNER, "one", "one")).isInstanceOf(Added.Done.class);
    }

    @Test
    void ofManyThatClaimOneSubdomainAtOnceOneIsAdded() throws Exception {
      List<Callable<Added>> claims = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String whopAppId = "app_" + i;
        claims.add(() -> add(Examples.OWNER, whopAppId, "wanted"));
      }

      List<Added> results = AtOnce.run(claims);

      assertThat(results).filteredOn(Added.Done.class::isInstance).hasSize(1);
      assertThat(results).filteredOn(Added.SubdomainTaken.class::isInstance).hasSize(7);
    }

    @Test
    void ofManyThatClaimOneWhopAppIdAtOnceOneIsAdded() throws Exception {
      List<Callable<Added>> claims = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String subdomain = "site-" + i;
        claims.add(() -> add(Examples.OWNER, "app_wanted", subdomain));
      }

      List<Added> results = AtOnce.run(claims);

      assertThat(results).filteredOn(Added.Done.class::isInstance).hasSize(1);
      assertThat(results).filteredOn(Added.WhopAppIdTaken.class::isInstance).hasSize(7);
    }
  }

  @Nested
  class Finding {

    @Test
    void isEmptyBeforeTheFirstApp() {
      assertThat(stores.apps().find(new AppId(1))).isEmpty();
      assertThat(stores.apps().find(new WhopAppId("app_1"))).isEmpty();
    }

    @Test
    void isPossibleByEitherName() {
      App one = addApp("one");
      App two = addApp("two");

      assertThat(stores.apps().find(two.id())).contains(two);
      assertThat(stores.apps().find(new WhopAppId("one"))).contains(one);
    }

    @Test
    void tellsUpperFromLowerCase() {
      addApp("one");

      assertThat(stores.apps().find(new WhopAppId("ONE"))).isEmpty();
    }
  }

  @Nested
  class Listing {

    @Test
    void isEmptyBeforeTheFirstApp() {
      assertThat(stores.apps().list(null, Page.Request.first()))
          .isEqualTo(new Page<App>(List.of(), 0));
    }

    @Test
    void theNewestComesFirst() {
      App one = addApp("one");
      App two = addApp("two");

      assertThat(stores.apps().list(null, Page.Request.first()).items()).containsExactly(two, one);
    }

    @Test
    void holdsOneOwnersAppsOnly() {
      add(Examples.OWNER, "app_1", "one");
      add(Examples.OTHER_OWNER, "app_2", "two");
      add(Examples.OWNER, "app_3", "three");

      assertThat(stores.apps().list(Examples.OWNER, Page.Request.first()).items())
          .extracting(app -> app.whopAppId().value())
          .containsExactly("app_3", "app_1");
      assertThat(stores.apps().list(new OwnerId("nobody"), Page.Request.first()).items())
          .isEmpty();
    }

    @Test
    void goesOnPageByPageWithoutHoleOrRepeat() {
      for (int i = 1; i <= 5; i++) {
        add(Examples.OWNER, "app_" + i, "site-" + i);
        add(Examples.OTHER_OWNER, "other_" + i, "other-" + i);
      }

      List<String> seen = new ArrayList<>();
      long before = Page.Request.FIRST;
      int pages = 0;
      do {
        Page<App> page = stores.apps().list(Examples.OWNER, new Page.Request(before, 2));
        page.items().forEach(app -> seen.add(app.whopAppId().value()));
        before = page.next();
        pages++;
      } while (before != 0);

      assertThat(seen).containsExactly("app_5", "app_4", "app_3", "app_2", "app_1");
      assertThat(pages).isEqualTo(3);
    }

    @Test
    void aFullLastPageSaysThatNothingFollows() {
      addApp("one");
      addApp("two");

      assertThat(stores.apps().list(null, new Page.Request(Page.Request.FIRST, 2)).next())
          .isZero();
    }
  }

  @Nested
  class Updating {

    @Test
    void givesNewNameAndVariables() {
      App app = addApp("one");
      Variables variables = new Variables(Map.of("A", "1"));
      App changed = app.withName("Größer").withVariables(variables);

      assertThat(stores.apps().update(app.id(), "Größer", variables, null)).contains(changed);
      assertThat(stores.apps().find(app.id())).contains(changed);
    }

    @Test
    void leavesWhatIsNotGivenAsItIsStored() {
      App app = addApp("one");
      Variables variables = new Variables(Map.of("A", "1"));

      assertThat(stores.apps().update(app.id(), null, variables, null))
          .contains(app.withVariables(variables));
      assertThat(stores.apps().update(app.id(), "New name", null, null))
          .contains(app.withVariables(variables).withName("New name"));
      assertThat(stores.apps().update(app.id(), null, null, null))
          .contains(app.withVariables(variables).withName("New name"));
    }

    @Test
    void givesANewRolloutPolicy() {
      App app = addApp("one");
      RolloutPolicy policy = new RolloutPolicy(Examples.PLAN, RolloutPolicy.Queue.REPLACE);

      assertThat(stores.apps().update(app.id(), null, null, policy))
          .contains(app.withRollout(policy));
      assertThat(stores.apps().find(app.id())).contains(app.withRollout(policy));
      assertThat(stores.apps().update(app.id(), null, null, RolloutPolicy.DEFAULT)).contains(app);
    }

    @Test
    void replacesTheVariablesAsAWhole() {
      App app = addApp("one");
      stores.apps().update(app.id(), null, new Variables(Map.of("A", "1", "B", "2")), null);
      Variables variables = new Variables(Map.of("C", "3"));

      assertThat(stores.apps().update(app.id(), null, variables, null))
          .contains(app.withVariables(variables));
    }

    @Test
    void twoAtOnceDoNotUndoEachOther() throws Exception {
      App app = addApp("one");
      for (int round = 0; round < 20; round++) {
        String name = "Name " + round;
        Variables variables = new Variables(Map.of("ROUND", "" + round));

        AtOnce.run(List.of(
            () -> stores.apps().update(app.id(), name, null, null),
            () -> stores.apps().update(app.id(), null, variables, null)));

        assertThat(stores.apps().find(app.id()))
            .contains(app.withName(name).withVariables(variables));
      }
    }

    @Test
    void isEmptyIfThereIsNoSuchApp() {
      App app = addApp("one");
      stores.apps().remove(app.id());

      assertThat(stores.apps().update(app.id(), "New name", null, null)).isEmpty();
      assertThat(stores.apps().find(app.id())).isEmpty();
    }
  }

  @Nested
  class Removing {

    @Test
    void saysIfThereIsNoSuchApp() {
      assertThat(stores.apps().remove(new AppId(99))).isEqualTo(Removed.ABSENT);
    }

    @Test
    void takesDeploymentsLogAndRouteAlong() {
      App app = addApp("one");
      Deployment deployment = addDeployment(app.id());
      won(Change.to(deployment, Examples.ACTIVE)
          .log(Examples.lines(1, 3))
          .route(Examples.route("one.localhost", 1)));

      assertThat(stores.apps().remove(app.id())).isEqualTo(Removed.DONE);

      assertThat(stores.apps().find(app.id())).isEmpty();
      assertThat(stores.apps().find(app.whopAppId())).isEmpty();
      assertThat(stores.deployments().find(deployment.id())).isEmpty();
      assertThat(stores.deployments().list(app.id(), Page.Request.first()).items()).isEmpty();
      assertThat(stores.logs().read(deployment.id(), 0, 10)).isEmpty();
      assertThat(stores.routes().find(app.id())).isEmpty();
      assertThat(stores.routes().all()).isEmpty();
    }

    @Test
    void leavesOtherAppsAlone() {
      App kept = addApp("kept");
      Deployment deployment = addDeployment(kept.id());
      Deployment active = won(Change.to(deployment, Examples.ACTIVE)
          .log(Examples.lines(1, 3))
          .route(Examples.route("kept.localhost", 1)));

      stores.apps().remove(addApp("removed").id());

      assertThat(stores.apps().find(kept.id())).contains(kept);
      assertThat(stores.deployments().find(deployment.id())).contains(active);
      assertThat(stores.logs().read(deployment.id(), 0, 10)).hasSize(3);
      assertThat(stores.routes().find(kept.id())).isPresent();
    }

    @ParameterizedTest
    @MethodSource("io.whopship.testkit.contract.Examples#statesUnderWay")
    void isRefusedWhileADeploymentIsUnderWay(DeploymentState state) {
      App app = addApp("one");
      Deployment deployment = moved(addDeployment(app.id()), state);
      addDeployment(app.id());

      assertThat(stores.apps().remove(app.id())).isEqualTo(Removed.IN_USE);

      assertThat(stores.apps().find(app.id())).contains(app);
      assertThat(stores.deployments().find(deployment.id())).contains(deployment);
    }

    @ParameterizedTest
    @MethodSource("io.whopship.testkit.contract.Examples#statesAtRest")
    void isDoneWhileNoDeploymentIsUnderWay(DeploymentState state) {
      App app = addApp("one");
      moved(addDeployment(app.id()), state);

      assertThat(stores.apps().remove(app.id())).isEqualTo(Removed.DONE);
    }
  }
}
