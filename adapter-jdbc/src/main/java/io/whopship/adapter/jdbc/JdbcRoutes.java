package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.Routes;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Notice;
import io.whopship.ports.model.deploy.RouteChange;
import io.whopship.ports.model.deploy.RouteWork;
import io.whopship.ports.model.rollout.Route;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Routes in a table. */
final class JdbcRoutes implements Routes {

  private static final String SELECT = "select host, generation, salt, traffic, kept from routes ";

  private final Database database;
  private final JdbcWorkQueue workQueue;

  JdbcRoutes(Database database, JdbcWorkQueue workQueue) {
    this.database = database;
    this.workQueue = workQueue;
  }

  @Override
  public Optional<Route> find(AppId app) {
    return database.read("find the route of app " + app, handle -> find(handle, app));
  }

  static Optional<Route> find(Handle handle, AppId app) {
    return handle.createQuery(SELECT + "where app = :app")
        .bind("app", app.value())
        .map(JdbcRoutes::read)
        .findOne();
  }

  @Override
  public List<Route> all() {
    // Sorted here: how a database orders texts depends on its locale.
    return database.read("read all routes",
        handle -> handle.createQuery(SELECT)
            .map(JdbcRoutes::read)
            .stream()
            .sorted(Comparator.comparing(Route::host))
            .toList());
  }

  @Override
  public Replaced replace(RouteChange change) {
    Replaced replaced = database.inTransaction("replace the route of app " + change.app(),
        handle -> replace(handle, change));
    if (replaced instanceof Replaced.Done) {
      workQueue.announce(change.tellAt());
    }
    return replaced;
  }

  private Replaced replace(Handle handle, RouteChange change) {
    AppId app = change.app();
    Route route = change.route();
    Optional<Long> occupant = AppRow.lock(handle, app);
    if (occupant.isEmpty() || generation(handle, app) + 1 != route.generation()) {
      return new Replaced.Lost();
    }
    if (occupant.get() != AppRow.NOBODY) {
      return new Replaced.Occupied(new DeploymentId(occupant.get()));
    }
    replace(handle, app, route);
    workQueue.add(handle, RouteWork.telling(app, route.generation()), change.tellAt());
    Instant confirmAt = change.confirmAt();
    if (confirmAt != null) {
      workQueue.add(handle, RouteWork.confirming(app, route.generation()), confirmAt);
    }
    Notice notice = change.notice();
    if (notice != null) {
      JdbcOutbox.append(handle, app, change.about(), List.of(notice));
    }
    return new Replaced.Done();
  }

  private static Route read(ResultSet row, StatementContext context) throws SQLException {
    String host = row.getString("host");
    return new Route(host, row.getLong("generation"), row.getString("salt"),
        Json.read("traffic of " + host, row.getString("traffic"), TrafficJson::read),
        Json.read("kept releases of " + host, row.getString("kept"), TrafficJson::readNames));
  }

  /** The generation of the app's route, 0 if there is none. The app is locked. */
  static long generation(Handle handle, AppId app) {
    return handle.createQuery("select generation from routes where app = :app")
        .bind("app", app.value())
        .mapTo(Long.class)
        .findOne()
        .orElse(0L);
  }

  /** Puts a route in place of the one that may be there. The app is locked. */
  static void replace(Handle handle, AppId app, Route route) {
    handle.createUpdate("delete from routes where app = :app").bind("app", app.value()).execute();
    handle.createUpdate("insert into routes (app, host, generation, salt, traffic, kept)"
        + " values (:app, :host, :generation, :salt, :traffic, :kept)")
        .bind("app", app.value())
        .bind("host", route.host())
        .bind("generation", route.generation())
        .bind("salt", route.salt())
        .bind("traffic", TrafficJson.write(route.traffic()))
        .bind("kept", TrafficJson.write(route.kept()))
        .execute();
  }
}
