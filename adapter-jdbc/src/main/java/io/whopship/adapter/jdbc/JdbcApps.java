package io.whopship.adapter.jdbc;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;

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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Apps in a table. */
final class JdbcApps implements Apps {

  /** So many deployments go in one transaction, so that other writers do not wait for long. */
  private static final int BATCH = 500;

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
    return database.read("look for app " + value,
        handle -> handle.createQuery("select 1 from apps where " + column + " = :value")
            .bind("value", value)
            .mapTo(Integer.class)
            .findOne()
            .isPresent());
  }

  @Override
  public Optional<App> find(AppId id) {
    return database.read("find app " + id, handle -> AppRow.find(handle, id));
  }

  @Override
  public Optional<App> find(WhopAppId whopAppId) {
    return database.read("find app " + whopAppId,
        handle -> handle.createQuery(AppRow.SELECT + "where whop_app_id = :whopAppId")
            .bind("whopAppId", whopAppId.value())
            .map(AppRow::read)
            .findOne());
  }

  @Override
  public Page<App> list(@Nullable OwnerId owner, Page.Request page) {
    String part = owner == null
        ? Pages.part()
        : "and owner_id = :owner " + Pages.partOf("owner_id");
    List<App> found = database.read("list apps", handle -> {
      Query query = handle
          .createQuery(AppRow.SELECT + "where id < :before " + part);
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
    while (true) {
      Optional<Removed> outcome = database.inTransaction("remove app " + id,
          handle -> removeSome(handle, id));
      if (outcome.isPresent()) {
        return outcome.get();
      }
    }
  }

  /** Empty if there is more to remove. */
  private static Optional<Removed> removeSome(Handle handle, AppId id) {
    if (AppRow.lock(handle, id).isEmpty()) {
      return Optional.of(Removed.ABSENT);
    }
    if (isInUse(handle, id)) {
      return Optional.of(Removed.IN_USE);
    }
    Set<Long> oldest = oldestDeployments(handle, id);
    if (oldest.size() == BATCH) {
      oldest.removeAll(routed(handle, id));
      removeDeployments(handle, oldest);
      return Optional.empty();
    }
    removeDeployments(handle, oldest);
    // Its route goes with it: the schema says so.
    handle.createUpdate("delete from apps where id = :id").bind("id", id.value()).execute();
    return Optional.of(Removed.DONE);
  }

  private static Set<Long> oldestDeployments(Handle handle, AppId id) {
    return handle.createQuery("select id from deployments where app = :app order by app, id"
        + " fetch first " + BATCH + " rows only")
        .bind("app", id.value())
        .mapTo(Long.class)
        .collect(toCollection(HashSet::new));
  }

  /** Those that serve visitors, or did a moment ago. */
  private static Set<Long> routed(Handle handle, AppId id) {
    return JdbcRoutes.find(handle, id)
        .stream()
        .flatMap(route -> Stream.concat(route.traffic().releases().stream(),
            route.kept().stream()))
        .map(release -> release.deployment().value())
        .collect(toSet());
  }

  /** Their logs go with them: the schema says so. */
  private static void removeDeployments(Handle handle, Set<Long> ids) {
    if (!ids.isEmpty()) {
      handle.createUpdate("delete from deployments where id in (<ids>)")
          .bindList("ids", List.copyOf(ids))
          .execute();
    }
  }

  private static boolean isInUse(Handle handle, AppId id) {
    return handle.createQuery("select 1 from deployments where app = :id"
        + " and state in (<words>) fetch first 1 rows only")
        .bind("id", id.value())
        .bindList("words", StateJson.UNDER_WAY)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  private static String write(Variables variables) {
    return MetadataJson.texts(variables.values()).toString();
  }
}
