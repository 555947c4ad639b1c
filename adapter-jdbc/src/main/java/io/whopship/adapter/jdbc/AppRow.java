package io.whopship.adapter.jdbc;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.apps.Subdomain;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.apps.WhopAppId;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.rollout.RolloutPolicy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The table of apps. */
final class AppRow {

  static final String SELECT = "select id, whop_app_id, owner_id, name, subdomain, variables,"
      + " rollout, created_at from apps ";

  static final long NOBODY = 0;

  private AppRow() {}

  static App read(ResultSet row, StatementContext context) throws SQLException {
    AppId id = new AppId(row.getLong("id"));
    return new App(id, new WhopAppId(row.getString("whop_app_id")),
        new OwnerId(row.getString("owner_id")), row.getString("name"),
        new Subdomain(row.getString("subdomain")),
        Json.read("variables of app " + id, row.getString("variables"),
            node -> new Variables(MetadataJson.texts(node))),
        readRollout(id, row.getString("rollout")), InstantArgument.read(row, "created_at"));
  }

  private static RolloutPolicy readRollout(AppId id, @Nullable String stored) {
    return stored == null
        ? RolloutPolicy.DEFAULT
        : Json.read("rollout policy of app " + id, stored, PolicyJson::read);
  }

  static Optional<App> find(Handle handle, AppId id) {
    return handle.createQuery(SELECT + "where id = :id")
        .bind("id", id.value())
        .map(AppRow::read)
        .findOne();
  }

  /**
   * Keeps an app for this transaction alone. Whoever writes more than one row of an app does this
   * first: all in the same order, so that nobody waits in a circle.
   *
   * @return the app's occupant, 0 if it has none; empty if there is no such app
   */
  static Optional<Long> lock(Handle handle, AppId id) {
    return handle.createQuery("select coalesce(occupant, 0) from apps where id = :id for update")
        .bind("id", id.value())
        .mapTo(Long.class)
        .findOne();
  }
}
