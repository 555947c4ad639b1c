package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.WorkQueue;
import io.whopship.ports.driving.AdvanceDeployment;
import io.whopship.ports.driving.TellRoute;
import io.whopship.testkit.contract.WorkQueueContract.RunningQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The work queue on a database of a test. */
final class OpenQueue implements RunningQueue {

  private static final WorkSettings SETTINGS = new WorkSettings("test", 8, Duration.ofMillis(50),
      Duration.ofSeconds(5));

  private final JdbcStores stores;
  private @Nullable WorkRunner runner;

  OpenQueue(DatabaseSettings settings) {
    stores = JdbcStores.open(settings);
  }

  @Override
  public WorkQueue queue() {
    return stores.workQueue();
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public void start(AdvanceDeployment advance, TellRoute tell) {
    runner = stores.run(advance, tell, SETTINGS);
  }

  @Override
  public void await(BooleanSupplier condition) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(10))
        .until(condition::getAsBoolean);
  }

  @Override
  public void close() {
    if (runner != null) {
      runner.close();
    }
    stores.close();
  }
}
