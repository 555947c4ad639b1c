package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.Apps;
import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Deployments.Recorded;
import io.whopship.ports.driven.GateSamples;
import io.whopship.ports.driven.Outbox;
import io.whopship.ports.driven.Routes;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.apps.Subdomain;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.apps.WhopAppId;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.RouteWork;
import io.whopship.ports.model.deploy.Work;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the contracts of all stores have in common: fresh stores, and words to fill them with. */
public abstract class StoresContract {

  /** Empty stores that belong together, of one test. */
  public interface Stores extends AutoCloseable {

    Apps apps();

    Deployments deployments();

    DeploymentLogs logs();

    Routes routes();

    Outbox outbox();

    GateSamples samples();

    /** The routes that are to be told, and when; none of them was. */
    List<Map.Entry<RouteWork, Instant>> waitingRoutes();

    /** The work that recorded changes have scheduled, and when it is due; none of it was run. */
    Map<Work, Instant> waitingWork();

    @Override
    void close();
  }

  Stores stores;

  /** Opens empty stores, which a test closes at its end. */
  protected abstract Stores open() throws Exception;

  @BeforeEach
  void openStores() throws Exception {
    stores = open();
  }

  @AfterEach
  void closeStores() {
    stores.close();
  }

  /** An app of which name, subdomain and whopAppId are this label. */
  App addApp(String label) {
    Apps.Added added = stores.apps()
        .add(Examples.OWNER, new WhopAppId(label), label,
            new Subdomain(label), Variables.NONE, Examples.NOW);
    assertThat(added).isInstanceOf(Apps.Added.Done.class);
    return ((Apps.Added.Done) added).app();
  }

  Deployment addDeployment(AppId app) {
    return stores.deployments().add(Examples.newDeployment(app));
  }

  /** Records a change that must win. */
  Deployment won(Change change) {
    Recorded recorded = stores.deployments().record(change);
    assertThat(recorded).isInstanceOf(Recorded.Won.class);
    return ((Recorded.Won) recorded).now();
  }

  Deployment moved(Deployment deployment, DeploymentState next) {
    return won(Change.to(deployment, next));
  }
}
