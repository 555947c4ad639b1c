package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.Apps;
import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.GateSamples;
import io.whopship.ports.driven.Outbox;
import io.whopship.ports.driven.Routes;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.RouteWork;
import io.whopship.ports.model.deploy.Work;
import io.whopship.testkit.contract.StoresContract.Stores;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The stores on a database of a test, and a look behind them. */
final class OpenStores implements Stores {

  final Database database;
  final JdbcStores stores;

  OpenStores(DatabaseSettings settings) {
    database = Database.open(settings);
    stores = new JdbcStores(database);
  }

  /** Something that no port does. */
  void execute(String sql) {
    database.write("execute", handle -> handle.execute(sql));
  }

  /** Whether any work waits or is in hand. */
  boolean isWorkLeft() {
    return database.read("count work",
        handle -> handle.createQuery("select count(*) > 0 from scheduled_tasks")
            .mapTo(Boolean.class)
            .one());
  }

  @Override
  public Map<Work, Instant> waitingWork() {
    Map<Work, Instant> waiting = new HashMap<>();
    List<Map.Entry<Work, Instant>> rows = database.read("read waiting work",
        handle -> handle.createQuery("select * from scheduled_tasks"
            + " where picked = false and task_name in (<names>)")
            .bindList("names", WorkTask.ADVANCE, WorkTask.STEER)
            .map((row, context) -> {
              String[] parts = row.getString("task_instance").split(":", -1);
              int attempt = WorkTask.DATA.deserialize(Integer.class, row.getBytes("task_data"));
              Work work = new Work(new DeploymentId(Long.parseLong(parts[0])),
                  Long.parseLong(parts[1]), attempt);
              return Map.entry(work, InstantArgument.read(row, "execution_time"));
            })
            .list());
    rows.forEach(row -> waiting.put(row.getKey(), row.getValue()));
    return waiting;
  }

  @Override
  public List<Map.Entry<RouteWork, Instant>> waitingRoutes() {
    return database.read("read waiting routes",
        handle -> handle.createQuery("select * from scheduled_tasks where task_name = :name")
            .bind("name", RouteTask.NAME)
            .map((row, context) -> Map.entry(RouteTask.work(row.getString("task_instance"),
                WorkTask.DATA.deserialize(Integer.class, row.getBytes("task_data"))),
                InstantArgument.read(row, "execution_time")))
            .list());
  }

  @Override
  public GateSamples samples() {
    return stores.samples();
  }

  @Override
  public Apps apps() {
    return stores.apps();
  }

  @Override
  public Deployments deployments() {
    return stores.deployments();
  }

  @Override
  public DeploymentLogs logs() {
    return stores.logs();
  }

  @Override
  public Routes routes() {
    return stores.routes();
  }

  @Override
  public Outbox outbox() {
    return stores.outbox();
  }

  @Override
  public void close() {
    stores.close();
  }
}
