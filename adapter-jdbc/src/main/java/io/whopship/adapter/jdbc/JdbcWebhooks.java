package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.webhooks.Webhooks;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.webhooks.NewWebhook;
import io.whopship.ports.model.webhooks.SigningSecrets;
import io.whopship.ports.model.webhooks.Webhook;
import io.whopship.ports.model.webhooks.WebhookId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Webhooks in a table. */
final class JdbcWebhooks implements Webhooks {

  private final Database database;

  JdbcWebhooks(Database database) {
    this.database = database;
  }

  @Override
  public Added add(NewWebhook webhook) {
    while (true) {
      AppId app = webhook.app();
      if (app != null
          && database.read("find app " + app, handle -> AppRow.find(handle, app)).isEmpty()) {
        return new Added.NoSuchApp();
      }
      OptionalInt slot = freeSlot(webhook.owner());
      if (slot.isEmpty()) {
        return new Added.TooMany();
      }
      Optional<Long> id = database.insert("add a webhook",
          handle -> insert(handle, webhook, slot.getAsInt()));
      if (id.isPresent()) {
        return new Added.Done(webhook.numbered(new WebhookId(id.get())));
      }
      // Somebody was faster by a hair and has the slot: look again.
    }
  }

  private OptionalInt freeSlot(OwnerId owner) {
    Set<Integer> taken = new HashSet<>(database.read("count webhooks",
        handle -> handle.createQuery("select slot from webhooks where owner_id = :owner")
            .bind("owner", owner.value())
            .mapTo(Integer.class)
            .list()));
    return IntStream.range(0, MAX_PER_OWNER).filter(slot -> !taken.contains(slot)).findFirst();
  }

  private static Long insert(Handle handle, NewWebhook webhook, int slot) {
    AppId app = webhook.app();
    return handle.createUpdate("insert into webhooks (owner_id, slot, app, url, events, secrets,"
        + " created_at) values (:owner, :slot, :app, :url, :events, :secrets, :createdAt)")
        .bind("owner", webhook.owner().value())
        .bind("slot", slot)
        .bind("app", app == null ? null : app.value())
        .bind("url", webhook.url().toString())
        .bind("events", WebhookRow.write(webhook.events()))
        .bind("secrets", WebhookRow.write(SigningSecrets.of(webhook.secret())))
        .bind("createdAt", webhook.createdAt())
        .executeAndReturnGeneratedKeys("id")
        .mapTo(Long.class)
        .one();
  }

  @Override
  public Optional<Webhook> find(WebhookId id) {
    return database.read("find webhook " + id,
        handle -> handle.createQuery(WebhookRow.SELECT + "where id = :id")
            .bind("id", id.value())
            .map(WebhookRow::read)
            .findOne());
  }

  @Override
  public Page<Webhook> list(@Nullable OwnerId owner, Page.Request page) {
    String ofOwner = owner == null ? "" : "and owner_id = :owner ";
    List<Webhook> found = database.read("list webhooks", handle -> {
      Query query = handle
          .createQuery(WebhookRow.SELECT + "where id < :before " + ofOwner + Pages.part());
      if (owner != null) {
        query.bind("owner", owner.value());
      }
      return Pages.bind(query, page).map(WebhookRow::read).list();
    });
    return Pages.of(found, page, webhook -> webhook.id().value());
  }

  @Override
  public List<Webhook> listening(AppId app, OwnerId owner) {
    return database.read("list webhooks of app " + app,
        handle -> handle.createQuery(WebhookRow.SELECT + "where disabled_at is null"
            + " and (app = :app or (app is null and owner_id = :owner)) order by id")
            .bind("app", app.value())
            .bind("owner", owner.value())
            .map(WebhookRow::read)
            .list());
  }

  @Override
  public Optional<Webhook> change(WebhookId id, UnaryOperator<Webhook> change) {
    return database.inTransaction("change webhook " + id, handle -> {
      Optional<Webhook> changed = WebhookRow.lock(handle, id).map(change);
      changed.ifPresent(webhook -> WebhookRow.write(handle, webhook));
      return changed;
    });
  }

  @Override
  public boolean remove(WebhookId id) {
    return database.write("remove webhook " + id,
        handle -> handle.createUpdate("delete from webhooks where id = :id")
            .bind("id", id.value())
            .execute()) == 1;
  }
}
