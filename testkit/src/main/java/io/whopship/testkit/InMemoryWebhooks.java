package io.whopship.testkit;

import io.whopship.ports.driven.Apps;
import io.whopship.ports.driven.webhooks.WebhookDeliveries;
import io.whopship.ports.driven.webhooks.Webhooks;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.webhooks.Attempt;
import io.whopship.ports.model.webhooks.Claim;
import io.whopship.ports.model.webhooks.Delivery;
import io.whopship.ports.model.webhooks.DeliveryId;
import io.whopship.ports.model.webhooks.DeliveryState;
import io.whopship.ports.model.webhooks.DeliveryState.Waiting;
import io.whopship.ports.model.webhooks.NewDelivery;
import io.whopship.ports.model.webhooks.NewWebhook;
import io.whopship.ports.model.webhooks.Webhook;
import io.whopship.ports.model.webhooks.WebhookId;
import io.whopship.ports.model.webhooks.WebhookStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Webhooks and their deliveries in memory, beside apps. Safe for use by many threads. */
public final class InMemoryWebhooks implements Webhooks, WebhookDeliveries {

  private record Lease(UUID id, Instant until) {}

  private final Apps apps;
  private final TreeMap<Long, Webhook> webhooks = new TreeMap<>();
  private final TreeMap<Long, Delivery> deliveries = new TreeMap<>();
  private final Map<WebhookId, Lease> leases = new HashMap<>();
  private long lastWebhook;
  private long lastDelivery;
  private long lastRead;

  public InMemoryWebhooks(Apps apps) {
    this.apps = apps;
  }

  @Override
  public synchronized Added add(NewWebhook webhook) {
    forgetThoseOfGoneApps();
    AppId app = webhook.app();
    if (app != null && apps.find(app).isEmpty()) {
      return new Added.NoSuchApp();
    }
    long owned = webhooks.values()
        .stream()
        .filter(other -> other.owner().equals(webhook.owner()))
        .count();
    if (owned >= MAX_PER_OWNER) {
      return new Added.TooMany();
    }
    Webhook added = webhook.numbered(new WebhookId(++lastWebhook));
    webhooks.put(lastWebhook, added);
    return new Added.Done(added);
  }

  private void forgetThoseOfGoneApps() {
    List<WebhookId> gone = webhooks.values()
        .stream()
        .filter(webhook -> webhook.app() != null && apps.find(webhook.app()).isEmpty())
        .map(Webhook::id)
        .toList();
    gone.forEach(this::drop);
  }

  private boolean drop(WebhookId id) {
    deliveries.values().removeIf(delivery -> delivery.webhook().equals(id));
    leases.remove(id);
    return webhooks.remove(id.value()) != null;
  }

  @Override
  public synchronized Optional<Webhook> find(WebhookId id) {
    forgetThoseOfGoneApps();
    return Optional.ofNullable(webhooks.get(id.value()));
  }

  @Override
  public synchronized Page<Webhook> list(@Nullable OwnerId owner, Page.Request page) {
    forgetThoseOfGoneApps();
    return StoreState.page(webhooks, webhook -> owner == null || webhook.owner().equals(owner),
        webhook -> webhook.id().value(), page);
  }

  @Override
  public synchronized List<Webhook> listening(AppId app, OwnerId owner) {
    forgetThoseOfGoneApps();
    return webhooks.values()
        .stream()
        .filter(webhook -> webhook.app() == null
            ? webhook.owner().equals(owner)
            : webhook.app().equals(app))
        .filter(webhook -> !webhook.status().isDisabled())
        .toList();
  }

  @Override
  public synchronized Optional<Webhook> change(WebhookId id, UnaryOperator<Webhook> change) {
    Optional<Webhook> changed = find(id).map(change);
    changed.ifPresent(this::replace);
    return changed;
  }

  private void replace(Webhook webhook) {
    webhooks.put(webhook.id().value(), webhook);
    if (webhook.status() instanceof WebhookStatus.Disabled disabled) {
      deliveries.replaceAll((number, delivery) -> delivery.webhook().equals(webhook.id())
          && delivery.state() instanceof Waiting
              ? in(delivery, new DeliveryState.Failed(disabled.since()))
              : delivery);
    }
  }

  @Override
  public synchronized boolean remove(WebhookId id) {
    return drop(id);
  }

  @Override
  public synchronized long lastRead() {
    return lastRead;
  }

  @Override
  public synchronized boolean add(long read, long upTo, List<NewDelivery> added) {
    if (read != lastRead) {
      return false;
    }
    lastRead = upTo;
    for (NewDelivery delivery : added) {
      if (find(delivery.webhook()).filter(webhook -> !webhook.status().isDisabled()).isPresent()) {
        lastDelivery++;
        deliveries.put(lastDelivery,
            new Delivery(new DeliveryId(lastDelivery), delivery.webhook(), delivery.message(),
                new Waiting(delivery.createdAt(), 0), List.of(), delivery.createdAt()));
      }
    }
    return true;
  }

  @Override
  public synchronized Optional<Claim> claim(UUID lease, Set<OwnerId> busy, Instant now,
      Instant until) {
    forgetThoseOfGoneApps();
    return deliveries.values()
        .stream()
        .filter(delivery -> next(delivery).compareTo(now) <= 0)
        .filter(delivery -> !isHeld(delivery.webhook(), now))
        .filter(
            delivery -> !busy.contains(find(delivery.webhook()).orElseThrow().owner()))
        .min(Comparator.comparing(InMemoryWebhooks::next))
        .map(delivery -> {
          leases.put(delivery.webhook(), new Lease(lease, until));
          return new Claim(lease, find(delivery.webhook()).orElseThrow(), delivery.id(),
              delivery.message(), ((Waiting) delivery.state()).tries());
        });
  }

  private boolean isHeld(WebhookId webhook, Instant now) {
    Lease lease = leases.get(webhook);
    return lease != null && lease.until().isAfter(now);
  }

  /** When it is due; never, if it does not wait. */
  private static Instant next(Delivery delivery) {
    return delivery.state() instanceof Waiting waiting ? waiting.next() : Instant.MAX;
  }

  @Override
  public synchronized boolean settle(Claim claim, Attempt attempt, DeliveryState next,
      WebhookStatus status) {
    Optional<Webhook> webhook = find(claim.webhook().id());
    Lease lease = leases.get(claim.webhook().id());
    if (webhook.isEmpty() || lease == null || !lease.id().equals(claim.lease())) {
      return false;
    }
    leases.remove(claim.webhook().id());
    Delivery delivery = deliveries.get(claim.delivery().value());
    if (delivery != null) {
      List<Attempt> attempts = new ArrayList<>(delivery.attempts());
      attempts.add(attempt);
      deliveries.put(delivery.id().value(), new Delivery(delivery.id(), delivery.webhook(),
          delivery.message(), next, attempts, delivery.createdAt()));
    }
    // Also if it stays disabled: its delivery must not wait then.
    replace(webhook.get().status().isDisabled() ? webhook.get() : webhook.get().withStatus(status));
    return true;
  }

  @Override
  public synchronized Optional<Delivery> find(DeliveryId id) {
    forgetThoseOfGoneApps();
    return Optional.ofNullable(deliveries.get(id.value()));
  }

  @Override
  public synchronized Page<Delivery> list(WebhookId webhook, Page.Request page) {
    forgetThoseOfGoneApps();
    return StoreState.page(deliveries, delivery -> delivery.webhook().equals(webhook),
        delivery -> delivery.id().value(), page);
  }

  @Override
  public synchronized Optional<Delivery> beginAgain(DeliveryId id, Instant now) {
    Optional<Delivery> begun = find(id).map(delivery -> in(delivery, new Waiting(now, 0)));
    begun.ifPresent(delivery -> deliveries.put(id.value(), delivery));
    return begun;
  }

  private static Delivery in(Delivery delivery, DeliveryState state) {
    return new Delivery(delivery.id(), delivery.webhook(), delivery.message(), state,
        delivery.attempts(), delivery.createdAt());
  }

  @Override
  public synchronized void forget(Instant before) {
    deliveries.values()
        .removeIf(delivery -> delivery.createdAt().isBefore(before)
            && !(delivery.state() instanceof Waiting));
  }
}
