package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.AccessTokens;
import io.whopship.ports.driven.Apps;
import io.whopship.ports.driven.IdempotencyKeys;
import io.whopship.ports.driven.agents.Agents;
import io.whopship.ports.driven.audit.AuditLog;
import io.whopship.ports.driven.servers.Servers;
import io.whopship.ports.driven.webhooks.WebhookDeliveries;
import io.whopship.ports.driven.webhooks.Webhooks;
import io.whopship.testkit.contract.AccessTokensContract;
import io.whopship.testkit.contract.AgentLeasesContract;
import io.whopship.testkit.contract.AgentsContract;
import io.whopship.testkit.contract.AppsContract;
import io.whopship.testkit.contract.AuditLogContract;
import io.whopship.testkit.contract.DeploymentLogsContract;
import io.whopship.testkit.contract.DeploymentsContract;
import io.whopship.testkit.contract.DurableWorkQueueContract;
import io.whopship.testkit.contract.GateSamplesContract;
import io.whopship.testkit.contract.IdempotencyKeysContract;
import io.whopship.testkit.contract.LogAppendContract;
import io.whopship.testkit.contract.LogKeepContract;
import io.whopship.testkit.contract.LogScanContract;
import io.whopship.testkit.contract.OutboxContract;
import io.whopship.testkit.contract.RecordContract;
import io.whopship.testkit.contract.RoutesContract;
import io.whopship.testkit.contract.ServersContract;
import io.whopship.testkit.contract.StoresContract.Stores;
import io.whopship.testkit.contract.WebhookDeliveriesContract;
import io.whopship.testkit.contract.WebhooksContract;
import io.whopship.testkit.contract.WebhooksContract.WebhookStores;
import io.whopship.testkit.contract.WorkQueueContract.RunningQueue;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** All promises of the ports, to be kept on a database. */
abstract class StoreContracts {

  private final TestDatabase database;

  @TempDir
  Path directory;

  StoreContracts(TestDatabase database) {
    this.database = database;
  }

  @Nested
  class OfApps extends AppsContract {
    @Override
    protected Stores open() {
      return new OpenStores(database.in(directory));
    }
  }

  @Nested
  class OfDeployments extends DeploymentsContract {
    @Override
    protected Stores open() {
      return new OpenStores(database.in(directory));
    }
  }

  @Nested
  class OfRecording extends RecordContract {
    @Override
    protected Stores open() {
      return new OpenStores(database.in(directory));
    }
  }

  @Nested
  class OfLogs extends DeploymentLogsContract {
    @Override
    protected Stores open() {
      return new OpenStores(database.in(directory));
    }
  }

  @Nested
  class OfAppending extends LogAppendContract {
    @Override
    protected Stores open() {
      return new OpenStores(database.in(directory));
    }
  }

  @Nested
  class OfSearching extends LogScanContract {
    @Override
    protected Stores open() {
      return new OpenStores(database.in(directory));
    }
  }

  @Nested
  class OfKeeping extends LogKeepContract {
    @Override
    protected Stores open() {
      return new OpenStores(database.in(directory));
    }
  }

  @Nested
  class OfRoutes extends RoutesContract {
    @Override
    protected Stores open() {
      return new OpenStores(database.in(directory));
    }
  }

  @Nested
  class OfTheOutbox extends OutboxContract {
    @Override
    protected Stores open() {
      return new OpenStores(database.in(directory));
    }
  }

  @Nested
  class OfGateSamples extends GateSamplesContract {
    @Override
    protected Stores open() {
      return new OpenStores(database.in(directory));
    }
  }

  @Nested
  class OfAccessTokens extends AccessTokensContract {

    private @Nullable OpenStores stores;

    @Override
    protected AccessTokens open() {
      stores = new OpenStores(database.in(directory));
      return stores.stores.accessTokens();
    }

    @AfterEach
    void close() {
      if (stores != null) {
        stores.close();
      }
    }
  }

  @Nested
  class OfAgents extends AgentsContract {

    private @Nullable OpenStores stores;

    @Override
    protected Agents open() {
      stores = new OpenStores(database.in(directory));
      return stores.stores.agents();
    }

    @AfterEach
    void close() {
      if (stores != null) {
        stores.close();
      }
    }
  }

  @Nested
  class OfIdempotencyKeys extends IdempotencyKeysContract {

    private @Nullable OpenStores stores;

    @Override
    protected IdempotencyKeys open() {
      stores = new OpenStores(database.in(directory));
      return stores.stores.idempotencyKeys();
    }

    @AfterEach
    void close() {
      if (stores != null) {
        stores.close();
      }
    }
  }

  @Nested
  class OfWebhooks extends WebhooksContract {
    @Override
    protected WebhookStores open() {
      return new OpenWebhookStores(new OpenStores(database.in(directory)));
    }
  }

  @Nested
  class OfWebhookDeliveries extends WebhookDeliveriesContract {
    @Override
    protected WebhookStores open() {
      return new OpenWebhookStores(new OpenStores(database.in(directory)));
    }
  }

  @Nested
  class OfTheAuditLog extends AuditLogContract {

    private @Nullable OpenStores stores;

    @Override
    protected AuditLog open() {
      stores = new OpenStores(database.in(directory));
      return stores.stores.auditLog();
    }

    @AfterEach
    void close() {
      if (stores != null) {
        stores.close();
      }
    }
  }

  /** As seen by the contracts of webhooks. */
  private record OpenWebhookStores(OpenStores opened) implements WebhookStores {

    @Override
    public Apps apps() {
      return opened.apps();
    }

    @Override
    public Webhooks webhooks() {
      return opened.stores.webhooks();
    }

    @Override
    public WebhookDeliveries deliveries() {
      return opened.stores.webhookDeliveries();
    }

    @Override
    public void close() {
      opened.close();
    }
  }

  @Nested
  class OfServers extends ServersContract {

    private @Nullable OpenStores stores;

    @Override
    protected Servers open(InstantSource clock) {
      stores = new OpenStores(database.in(directory));
      return new JdbcServers(stores.database, handle -> clock.instant());
    }

    @AfterEach
    void close() {
      if (stores != null) {
        stores.close();
      }
    }
  }

  @Nested
  class OfAgentLeases extends AgentLeasesContract {

    private @Nullable OpenStores stores;

    @Override
    protected Parts open(InstantSource clock) {
      stores = new OpenStores(database.in(directory));
      return new Parts(new JdbcAgentLeases(stores.database, handle -> clock.instant()),
          new JdbcServers(stores.database, handle -> clock.instant()), stores.stores.agents());
    }

    @AfterEach
    void close() {
      if (stores != null) {
        stores.close();
      }
    }
  }

  @Nested
  class OfTheWorkQueue extends DurableWorkQueueContract {

    @Override
    protected RunningQueue open() {
      return new OpenQueue(database.in(directory));
    }

    @Override
    protected RunningQueue reopen() {
      return new OpenQueue(database.in(directory));
    }
  }
}
