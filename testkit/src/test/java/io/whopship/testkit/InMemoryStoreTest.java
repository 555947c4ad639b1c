package io.whopship.testkit;

import static java.util.stream.Collectors.toMap;

import io.whopship.ports.driven.Apps;
import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.GateSamples;
import io.whopship.ports.driven.Outbox;
import io.whopship.ports.driven.Routes;
import io.whopship.ports.model.deploy.RouteWork;
import io.whopship.ports.model.deploy.Work;
import io.whopship.testkit.contract.AppsContract;
import io.whopship.testkit.contract.DeploymentLogsContract;
import io.whopship.testkit.contract.DeploymentsContract;
import io.whopship.testkit.contract.GateSamplesContract;
import io.whopship.testkit.contract.LogAppendContract;
import io.whopship.testkit.contract.LogKeepContract;
import io.whopship.testkit.contract.LogScanContract;
import io.whopship.testkit.contract.OutboxContract;
import io.whopship.testkit.contract.RecordContract;
import io.whopship.testkit.contract.RoutesContract;
import io.whopship.testkit.contract.StoresContract.Stores;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** The store in memory under the contracts of all that it hands out. */
class InMemoryStoreTest {

  @Nested
  class OfApps extends AppsContract {
    @Override
    protected Stores open() {
      return new InMemoryStores();
    }
  }

  @Nested
  class OfDeployments extends DeploymentsContract {
    @Override
    protected Stores open() {
      return new InMemoryStores();
    }
  }

  @Nested
  class OfChanges extends RecordContract {
    @Override
    protected Stores open() {
      return new InMemoryStores();
    }
  }

  @Nested
  class OfLogs extends DeploymentLogsContract {
    @Override
    protected Stores open() {
      return new InMemoryStores();
    }
  }

  @Nested
  class OfAppending extends LogAppendContract {
    @Override
    protected Stores open() {
      return new InMemoryStores();
    }
  }

  @Nested
  class OfSearching extends LogScanContract {
    @Override
    protected Stores open() {
      return new InMemoryStores();
    }
  }

  @Nested
  class OfKeeping extends LogKeepContract {
    @Override
    protected Stores open() {
      return new InMemoryStores();
    }
  }

  @Nested
  class OfRoutes extends RoutesContract {
    @Override
    protected Stores open() {
      return new InMemoryStores();
    }
  }

  @Nested
  class OfNotices extends OutboxContract {
    @Override
    protected Stores open() {
      return new InMemoryStores();
    }
  }

  @Nested
  class OfGateSamples extends GateSamplesContract {
    @Override
    protected Stores open() {
      return new InMemoryStores();
    }
  }

  private static final class InMemoryStores implements Stores {

    private final FakeWorkQueue queue = new FakeWorkQueue(new MovableClock(Instant.EPOCH));
    private final InMemoryStore store = new InMemoryStore(queue);

    @Override
    public Apps apps() {
      return store.apps();
    }

    @Override
    public Deployments deployments() {
      return store.deployments();
    }

    @Override
    public DeploymentLogs logs() {
      return store.logs();
    }

    @Override
    public Routes routes() {
      return store.routes();
    }

    @Override
    public Outbox outbox() {
      return store.outbox();
    }

    @Override
    public GateSamples samples() {
      return store.samples();
    }

    @Override
    public List<Map.Entry<RouteWork, Instant>> waitingRoutes() {
      return queue.waitingRoutes()
          .stream()
          .map(waiting -> Map.entry(waiting.work(), waiting.at()))
          .toList();
    }

    @Override
    public Map<Work, Instant> waitingWork() {
      return queue.waiting()
          .stream()
          .collect(toMap(FakeWorkQueue.Waiting::work, FakeWorkQueue.Waiting::at));
    }

    @Override
    public void close() {}
  }
}
