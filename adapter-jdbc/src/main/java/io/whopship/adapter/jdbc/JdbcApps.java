package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.Apps;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.apps.Subdomain;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.apps.WhopAppId;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.rollout.RolloutPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Apps in a table. */
final class JdbcApps implements Apps {

  private final Database database;

  JdbcApps(Database database) {
    this.database = database;
  }

  @Override
  public Added add(OwnerId owner, WhopAppId whopAppId, String name, Subdomain subdomain,
      Variables variables, Instant createdAt) {
    while (true) {
      if (isTaken("whop_app_id", whopAppId.value())) {
        return new Added.WhopAppIdTaken();
      }
      if (isTaken("subdomain", subdomain.label())) {
        return new Added.SubdomainTaken();
      }
      Optional<App> app = insert(owner, whopAppId, name, subdomain, variables, createdAt)
          .flatMap(this::find);
      if (app.isPresent()) {
        return new Added.Done(app.get());
      }
      // Somebody was faster by a hair: look again who has what.
    }
  }

  private Optional<AppId> insert(OwnerId owner, WhopAppId whopAppId, String name,
      Subdomain subdomain, Variables variables, Instant createdAt) {
    return database.insert("add app " + whopAppId,
        handle -> handle.createUpdate("insert into apps"
            + " (whop_app_id, owner_id, name, subdomain, variables, created_at)"
            + " values (:whopAppId, :owner, :name, :subdomain, :variables, :createdAt)")
            .bind("whopAppId", whopAppId.value())
            .bind("owner", owner.value())
            .bind("name", name)
            .bind("subdomain", subdomain.label())
            .bind("variables", write(variables))
            .bind("createdAt", createdAt)
            .executeAndReturnGeneratedKeys("id")
            .mapTo(Long.class)
            .one())
        .map(AppId::new);
  }

  private boolean isTaken(String column, String value) {
    return database.with("look for app " + value,
        handle -> handle.createQuery("select 1 from apps where " + column + " = :value")
            .bind("value", value)
            .mapTo(Integer.class)
            .findOne()
            .isPresent());
  }

  @Override
  public Optional<App> find(AppId id) {
    return database.with("find app " + id, handle -> AppRow.find(handle, id));
  }

  @Override
  public Optional<App> find(WhopAppId whopAppId) {
    return database.with("find app " + whopAppId,
        handle -> handle.createQuery(AppRow.SELECT + "where whop_app_id = :whopAppId")
            .bind("whopAppId", whopAppId.value())
            .map(AppRow::read)
            .findOne());
  }

  @Override
  public Page<App> list(@Nullable OwnerId owner, Page.Request page) {
    String ofOwner = owner == null ? "" : "and owner_id = :owner ";
    List<App> found = database.with("list apps", handle -> {
      Query query = handle
          .createQuery(AppRow.SELECT + "where id < :before " + ofOwner + Pages.PART);
      if (owner != null) {
        query.bind("owner", owner.value());
      }
      return Pages.bind(query, page).map(AppRow::read).list();
    });
    return Pages.of(found, page, app -> app.id().value());
  }

  @Override
  public Optional<App> update(AppId id, @Nullable String name, @Nullable Variables variables,
      @Nullable RolloutPolicy rollout) {
    return database.inTransaction("update app " + id, handle -> {
      handle.createUpdate("update apps set name = coalesce(:name, name),"
          + " variables = coalesce(:variables, variables), rollout = coalesce(:rollout, rollout)"
          + " where id = :id")
          .bind("name", name)
          .bind("variables", variables == null ? null : write(variables))
          .bind("rollout", rollout == null ? null : PolicyJson.write(rollout))
          .bind("id", id.value())
          .execute();
      return AppRow.find(handle, id);
    });
  }

  @Override
  public Removed remove(AppId id) {
    return database.inTransaction("remove app " + id, handle -> {
      if (AppRow.lock(handle, id).isEmpty()) {
        return Removed.ABSENT;
      }
      if (isInUse(handle, id)) {
        return Removed.IN_USE;
      }
      removeDeployments(handle, id);
      // Its route goes with it: the schema says so.
      handle.createUpdate("delete from apps where id = :id").bind("id", id.value()).execute();
      return Removed.DONE;
    });
  }

  /**
   * Their logs go with them. By so many at a time, as a single statement for all that a busy app
   * had in years would not end in the time that one is given.
   */
  private static void removeDeployments(Handle handle, AppId id) {
    int removed;
    do {
      removed = handle
          .createUpdate("delete from deployments where id in (select id from deployments"
              + " where app = :id fetch first " + OldRows.BATCH + " rows only)")
          .bind("id", id.value())
          .execute();
    } while (removed == OldRows.BATCH);
  }

  private static boolean isInUse(Handle handle, AppId id) {
    return handle.createQuery("select 1 from deployments where app = :id"
        + " and state not in ('pending', 'active', 'failed') fetch first 1 rows only")
        .bind("id", id.value())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  private static String write(Variables variables) {
    return MetadataJson.texts(variables.values()).toString();
  }
}
