package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.Routes.Replaced;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.Notice;
import io.whopship.ports.model.deploy.RouteChange;
import io.whopship.ports.model.deploy.RouteWork;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.Traffic;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link io.whopship.ports.driven.Routes} promises. */
public abstract class RoutesContract extends StoresContract {

  private static final DeploymentState UPLOADING = new DeploymentState.Placing(Examples.NOW);

  @Nested
  class Finding {

    @Test
    void isEmptyBeforeTheFirstRollout() {
      assertThat(stores.routes().find(addApp("one").id())).isEmpty();
      assertThat(stores.routes().find(new AppId(99))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("io.whopship.testkit.contract.Examples#traffic")
    void givesEveryPartOfARouteBack(Traffic traffic) {
      AppId app = addApp("one").id();
      Route route = Examples.route("one.localhost", 1, traffic);

      won(Change.to(addDeployment(app), UPLOADING).route(route));

      assertThat(stores.routes().find(app)).contains(route);
    }

    @Test
    void givesTheLatestRoute() {
      AppId app = addApp("one").id();
      Route first = Examples.route("one.localhost", 1);
      Route second = first.next("another salt", new Traffic.None(), List.of());
      Deployment uploading = won(Change.to(addDeployment(app), UPLOADING).route(first));

      won(Change.to(uploading, Examples.ACTIVE).route(second));

      assertThat(stores.routes().find(app)).contains(second);
      assertThat(stores.routes().all()).containsExactly(second);
    }

    @Test
    void outlivesTheDeploymentThatBroughtIt() {
      AppId app = addApp("one").id();
      Route route = Examples.route("one.localhost", 1);
      Deployment active = won(Change.to(addDeployment(app), Examples.ACTIVE).route(route));

      stores.deployments().remove(active);

      assertThat(stores.routes().find(app)).contains(route);
    }
  }

  @Nested
  class All {

    @Test
    void areNoneBeforeTheFirstRollout() {
      addApp("one");

      assertThat(stores.routes().all()).isEmpty();
    }

    @Test
    void comeInTheOrderOfTheirHosts() {
      for (String label : List.of("c", "a", "b")) {
        won(Change.to(addDeployment(addApp(label).id()), UPLOADING)
            .route(Examples.route(label + ".localhost", 1)));
      }

      assertThat(stores.routes().all()).extracting(Route::host)
          .containsExactly("a.localhost", "b.localhost", "c.localhost");
    }
  }

  @Nested
  class Replacing {

    private final Instant soon = Examples.NOW.plusSeconds(1);
    private final Instant later = Examples.NOW.plusSeconds(90);

    private Deployment live(String label) {
      return won(Change.to(addDeployment(addApp(label).id()), Examples.ACTIVE)
          .route(Examples.route(label + ".localhost", 1)));
    }

    private Replaced replace(Deployment about, Route route, @Nullable Instant confirmAt) {
      return stores.routes()
          .replace(new RouteChange(about.app(), route, about.id(),
              new Notice("app.rolled_back", Examples.NOW), soon, confirmAt));
    }

    private static Route second() {
      return Examples.route("one.localhost", 1).next("salt", new Traffic.None(), List.of());
    }

    @Test
    void writesTheRouteItsNoticeAndTheWorkOfTellingIt() {
      Deployment live = live("one");

      assertThat(replace(live, second(), later)).isEqualTo(new Replaced.Done());

      assertThat(stores.routes().find(live.app())).contains(second());
      assertThat(stores.outbox().read(0, 10)).singleElement().satisfies(entry -> {
        assertThat(entry.notice()).isEqualTo(new Notice("app.rolled_back", Examples.NOW));
        assertThat(entry.deployment()).isEqualTo(live.id());
        assertThat(entry.app()).isEqualTo(live.app());
      });
      assertThat(stores.waitingRoutes()).containsExactlyInAnyOrder(
          Map.entry(RouteWork.telling(live.app(), 2), soon),
          Map.entry(RouteWork.confirming(live.app(), 2), later));
    }

    @Test
    void needsNoConfirmation() {
      Deployment live = live("one");

      replace(live, second(), null);

      assertThat(stores.waitingRoutes()).hasSize(1);
    }

    @Test
    void needsNoNotice() {
      Deployment live = live("one");

      assertThat(stores.routes()
          .replace(
              new RouteChange(live.app(), second(), live.id(), null, soon, null)))
          .isEqualTo(new Replaced.Done());

      assertThat(stores.routes().find(live.app())).contains(second());
      assertThat(stores.outbox().read(0, 10)).isEmpty();
    }

    @Test
    void isLostIfTheGenerationDoesNotFollow() {
      Deployment live = live("one");

      assertThat(replace(live, Examples.route("one.localhost", 1), later))
          .isEqualTo(new Replaced.Lost());
      assertThat(replace(live, Examples.route("one.localhost", 3), later))
          .isEqualTo(new Replaced.Lost());

      assertThat(stores.routes().find(live.app())).contains(Examples.route("one.localhost", 1));
      assertThat(stores.waitingRoutes()).isEmpty();
      assertThat(stores.outbox().read(0, 10)).isEmpty();
    }

    @Test
    void isLostIfTheAppIsGone() {
      Deployment live = live("one");
      stores.apps().remove(live.app());

      assertThat(replace(live, Examples.route("one.localhost", 1), null))
          .isEqualTo(new Replaced.Lost());
    }

    @Test
    void isRefusedWhileADeploymentOfTheAppIsUnderWay() {
      Deployment live = live("one");
      Deployment other = won(Change.to(addDeployment(live.app()), UPLOADING));

      assertThat(replace(live, second(), later)).isEqualTo(new Replaced.Occupied(other.id()));

      assertThat(stores.routes().find(live.app())).contains(Examples.route("one.localhost", 1));
      assertThat(stores.waitingRoutes()).isEmpty();
    }

    @Test
    void ofManyAtOnceOneWins() throws Exception {
      Deployment live = live("one");
      Callable<Replaced> replacing = () -> replace(live, second(), null);

      assertThat(AtOnce.run(Collections.nCopies(6, replacing)))
          .filteredOn(Replaced.Done.class::isInstance)
          .hasSize(1);
    }
  }
}
