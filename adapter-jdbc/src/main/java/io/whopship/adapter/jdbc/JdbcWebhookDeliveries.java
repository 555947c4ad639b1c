package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.webhooks.WebhookDeliveries;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.webhooks.Attempt;
import io.whopship.ports.model.webhooks.Claim;
import io.whopship.ports.model.webhooks.Delivery;
import io.whopship.ports.model.webhooks.DeliveryId;
import io.whopship.ports.model.webhooks.DeliveryState;
import io.whopship.ports.model.webhooks.NewDelivery;
import io.whopship.ports.model.webhooks.Webhook;
import io.whopship.ports.model.webhooks.WebhookId;
import io.whopship.ports.model.webhooks.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.EmptyHandling;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Deliveries in a table. Each webhook's row has the lease of whoever is sending to it. */
final class JdbcWebhookDeliveries implements WebhookDeliveries {

  private static final String NOT_HELD = "(lease_until is null or lease_until <= :now)";

  private static final OldRows OLD = new OldRows("webhook_deliveries", "id",
      "created_at < :before and next_at is null");

  private final Database database;

  JdbcWebhookDeliveries(Database database) {
    this.database = database;
  }

  WebhookBacklog backlog(Instant now) {
    return database.read("count deliveries that wait",
        handle -> handle.createQuery("select count(*) as waiting,"
            + " coalesce(min(created_at), :now) as oldest from webhook_deliveries"
            + " where next_at is not null")
            .bind("now", now)
            .map((row, context) -> new WebhookBacklog(row.getLong("waiting"),
                Duration.between(InstantArgument.read(row, "oldest"), now)))
            .one());
  }

  @Override
  public long lastRead() {
    return database.read("look what webhooks were told",
        handle -> handle.createQuery("select last_id from webhook_cursor")
            .mapTo(Long.class)
            .one());
  }

  @Override
  public boolean add(long lastRead, long upTo, List<NewDelivery> deliveries) {
    return database.inTransaction("add deliveries to webhooks", handle -> {
      int moved = handle
          .createUpdate("update webhook_cursor set last_id = :upTo where last_id = :lastRead")
          .bind("upTo", upTo)
          .bind("lastRead", lastRead)
          .execute();
      if (moved == 1 && !deliveries.isEmpty()) {
        insert(handle, deliveries);
      }
      return moved == 1;
    });
  }

  private static void insert(Handle handle, List<NewDelivery> deliveries) {
    PreparedBatch batch = handle.prepareBatch("insert into webhook_deliveries (webhook, message_id,"
        + " type, event_at, body, delivered, tries, next_at, created_at) select id, :messageId,"
        + " :type, :eventAt, :body, false, 0, :createdAt, :createdAt from webhooks"
        + " where id = :webhook and disabled_at is null");
    for (NewDelivery delivery : deliveries) {
      batch.bind("webhook", delivery.webhook().value())
          .bind("messageId", delivery.message().id())
          .bind("type", delivery.message().type())
          .bind("eventAt", delivery.message().at())
          .bind("body", delivery.message().body())
          .bind("createdAt", delivery.createdAt())
          .add();
    }
    batch.execute();
  }

  @Override
  public Optional<Claim> claim(UUID lease, Set<OwnerId> busy, Instant now, Instant until) {
    while (true) {
      Optional<WebhookId> due = due(busy, now);
      if (due.isEmpty()) {
        return Optional.empty();
      }
      Optional<Claim> claim = database.inTransaction("claim a delivery",
          handle -> claim(handle, due.get(), lease, now, until));
      if (claim.isPresent()) {
        return claim;
      }
      // Somebody else took it, and has the lease by now or is done: look again.
    }
  }

  private Optional<WebhookId> due(Set<OwnerId> busy, Instant now) {
    String notBusy = busy.isEmpty() ? "" : " and w.owner_id not in (<busy>)";
    return database.read("look for due deliveries",
        handle -> handle.createQuery("select d.webhook from webhook_deliveries d"
            + " join webhooks w on w.id = d.webhook where d.next_at <= :now and " + NOT_HELD
            + notBusy + " order by d.next_at, d.id fetch first 1 rows only")
            .bind("now", now)
            .bindList(EmptyHandling.NULL_KEYWORD, "busy",
                busy.stream().map(OwnerId::value).toList())
            .mapTo(Long.class)
            .findOne())
        .map(WebhookId::new);
  }

  private static Optional<Claim> claim(Handle handle, WebhookId id, UUID lease, Instant now,
      Instant until) {
    int taken = handle.createUpdate("update webhooks set lease = :lease, lease_until = :until"
        + " where id = :id and " + NOT_HELD)
        .bind("lease", lease)
        .bind("until", until)
        .bind("id", id.value())
        .bind("now", now)
        .execute();
    if (taken == 0) {
      return Optional.empty();
    }
    Webhook webhook = WebhookRow.lock(handle, id).orElseThrow();
    Optional<Claim> claim = handle
        .createQuery(DeliveryRow.SELECT + "where webhook = :webhook and next_at <= :now"
            + " order by next_at, id fetch first 1 rows only")
        .bind("webhook", id.value())
        .bind("now", now)
        .map(DeliveryRow::read)
        .findOne()
        .map(delivery -> new Claim(lease, webhook, delivery.id(), delivery.message(),
            tries(delivery)));
    if (claim.isEmpty()) {
      letGo(handle, id, lease);
    }
    return claim;
  }

  private static int tries(Delivery delivery) {
    return delivery.state() instanceof DeliveryState.Waiting waiting ? waiting.tries() : 0;
  }

  private static boolean letGo(Handle handle, WebhookId id, UUID lease) {
    return handle.createUpdate("update webhooks set lease = null, lease_until = null"
        + " where id = :id and lease = :lease")
        .bind("id", id.value())
        .bind("lease", lease)
        .execute() == 1;
  }

  @Override
  public boolean settle(Claim claim, Attempt attempt, DeliveryState next, WebhookStatus status) {
    WebhookId id = claim.webhook().id();
    return database.inTransaction("settle delivery " + claim.delivery(), handle -> {
      if (!letGo(handle, id, claim.lease())) {
        return false;
      }
      // Retention may have taken one that was delivered before and was begun again by hand.
      boolean isThere = handle
          .createQuery("select 1 from webhook_deliveries where id = :id")
          .bind("id", claim.delivery().value())
          .mapTo(Integer.class)
          .findOne()
          .isPresent();
      if (isThere) {
        DeliveryRow.add(handle, claim.delivery(), attempt);
        DeliveryRow.write(handle, claim.delivery(), next);
      }
      Webhook webhook = WebhookRow.lock(handle, id).orElseThrow();
      WebhookRow.write(handle,
          webhook.status().isDisabled() ? webhook : webhook.withStatus(status));
      return true;
    });
  }

  @Override
  public Optional<Delivery> find(DeliveryId id) {
    return database.read("find delivery " + id, handle -> find(handle, id));
  }

  private static Optional<Delivery> find(Handle handle, DeliveryId id) {
    return DeliveryRow.list(handle,
        handle.createQuery(DeliveryRow.SELECT + "where id = :id").bind("id", id.value()))
        .stream()
        .findFirst();
  }

  @Override
  public Page<Delivery> list(WebhookId webhook, Page.Request page) {
    List<Delivery> found = database.read("list deliveries to webhook " + webhook,
        handle -> DeliveryRow.list(handle, Pages.bind(handle
            .createQuery(
                DeliveryRow.SELECT + "where webhook = :webhook and id < :before "
                    + Pages.partOf("webhook"))
            .bind("webhook", webhook.value()), page)));
    return Pages.of(found, page, delivery -> delivery.id().value());
  }

  @Override
  public Optional<Delivery> beginAgain(DeliveryId id, Instant now) {
    return database.inTransaction("begin delivery " + id + " again", handle -> {
      DeliveryRow.write(handle, id, new DeliveryState.Waiting(now, 0));
      return find(handle, id);
    });
  }

  @Override
  public void forget(Instant before) {
    OLD.remove(database, "forget deliveries", delete -> delete.bind("before", before));
  }
}
