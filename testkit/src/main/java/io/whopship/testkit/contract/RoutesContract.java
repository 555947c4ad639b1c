package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.Traffic;
import java.util.List;
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
}
