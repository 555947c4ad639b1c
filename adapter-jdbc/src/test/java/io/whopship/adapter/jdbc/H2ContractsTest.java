package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.AccessTokens;
import io.whopship.ports.driven.agents.Agents;
import io.whopship.ports.driven.servers.Servers;
import io.whopship.testkit.contract.AccessTokensContract;
import io.whopship.testkit.contract.AgentLeasesContract;
import io.whopship.testkit.contract.AgentsContract;
import io.whopship.testkit.contract.AppsContract;
import io.whopship.testkit.contract.DeploymentLogsContract;
import io.whopship.testkit.contract.DeploymentsContract;
import io.whopship.testkit.contract.DurableWorkQueueContract;
import io.whopship.testkit.contract.LogAppendContract;
import io.whopship.testkit.contract.LogKeepContract;
import io.whopship.testkit.contract.LogScanContract;
import io.whopship.testkit.contract.OutboxContract;
import io.whopship.testkit.contract.RecordContract;
import io.whopship.testkit.contract.RoutesContract;
import io.whopship.testkit.contract.ServersContract;
import io.whopship.testkit.contract.StoresContract.Stores;
import io.whopship.testkit.contract.WorkQueueContract.RunningQueue;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** All promises of the ports, kept on H2 in a file. */
class H2ContractsTest {

  @TempDir
  Path directory;

  @Nested
  class OfApps extends AppsContract {
    @Override
    protected Stores open() {
      return new H2Stores(directory);
    }
  }

  @Nested
  class OfDeployments extends DeploymentsContract {
    @Override
    protected Stores open() {
      return new H2Stores(directory);
    }
  }

  @Nested
  class OfRecording extends RecordContract {
    @Override
    protected Stores open() {
      return new H2Stores(directory);
    }
  }

  @Nested
  class OfLogs extends DeploymentLogsContract {
    @Override
    protected Stores open() {
      return new H2Stores(directory);
    }
  }

  @Nested
  class OfAppending extends LogAppendContract {
    @Override
    protected Stores open() {
      return new H2Stores(directory);
    }
  }

  @Nested
  class OfSearching extends LogScanContract {
    @Override
    protected Stores open() {
      return new H2Stores(directory);
    }
  }

  @Nested
  class OfKeeping extends LogKeepContract {
    @Override
    protected Stores open() {
      return new H2Stores(directory);
    }
  }

  @Nested
  class OfRoutes extends RoutesContract {
    @Override
    protected Stores open() {
      return new H2Stores(directory);
    }
  }

  @Nested
  class OfTheOutbox extends OutboxContract {
    @Override
    protected Stores open() {
      return new H2Stores(directory);
    }
  }

  @Nested
  class OfAccessTokens extends AccessTokensContract {

    private @Nullable H2Stores stores;

    @Override
    protected AccessTokens open() {
      stores = new H2Stores(directory);
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

    private @Nullable H2Stores stores;

    @Override
    protected Agents open() {
      stores = new H2Stores(directory);
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
  class OfServers extends ServersContract {

    private @Nullable H2Stores stores;

    @Override
    protected Servers open(InstantSource clock) {
      stores = new H2Stores(directory);
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

    private @Nullable H2Stores stores;

    @Override
    protected Parts open(InstantSource clock) {
      stores = new H2Stores(directory);
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
      return new H2Queue(directory);
    }

    @Override
    protected RunningQueue reopen() {
      return new H2Queue(directory);
    }
  }
}
