package io.whopship.ports.driven.webhooks;

import io.whopship.ports.model.Page;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.webhooks.Attempt;
import io.whopship.ports.model.webhooks.Claim;
import io.whopship.ports.model.webhooks.Delivery;
import io.whopship.ports.model.webhooks.DeliveryId;
import io.whopship.ports.model.webhooks.DeliveryState;
import io.whopship.ports.model.webhooks.NewDelivery;
import io.whopship.ports.model.webhooks.WebhookId;
import io.whopship.ports.model.webhooks.WebhookStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What webhooks are to be sent, and were. Many servers may work on them at once: each webhook is
 * served by one at a time, which holds its lease.
 */
public interface WebhookDeliveries {

  /**
   * The number of the last entry of the {@link io.whopship.ports.driven.Outbox} whose deliveries
   * are here; 0 before the first.
   */
  long lastRead();

  /**
   * Adds the deliveries of the entries behind {@code lastRead}, as far as {@code upTo}, in this
   * order. Atomic: all of it or nothing; nothing if somebody else was faster, so that no entry is
   * delivered twice. Deliveries to a webhook that is gone, or disabled, are left out. Answers
   * whether it was this call that did it.
   */
  boolean add(long lastRead, long upTo, List<NewDelivery> deliveries);

  /**
   * Takes the delivery that has waited longest, of those that are due and whose webhook nobody
   * holds. Atomic: its webhook is then held until {@code until}, or until the delivery is settled,
   * and nothing else is sent to it meanwhile. Empty if there is none.
   *
   * @param lease one that was never used
   * @param busy owners whose webhooks are left alone
   */
  Optional<Claim> claim(UUID lease, Set<OwnerId> busy, Instant now, Instant until);

  /**
   * Writes what came of a claimed delivery and lets go of its webhook. Atomic. Nothing is written,
   * and the answer is {@code false}, if the lease is not held any more: it ended and somebody else
   * took it, or the webhook is gone. A webhook that was disabled meanwhile stays so, and its
   * delivery does not wait; one that becomes disabled has no deliveries that wait.
   */
  boolean settle(Claim claim, Attempt attempt, DeliveryState next, WebhookStatus status);

  /** The delivery of this number; empty if there is none. */
  Optional<Delivery> find(DeliveryId id);

  /** The deliveries to a webhook by falling number. */
  Page<Delivery> list(WebhookId webhook, Page.Request page);

  /**
   * Begins a delivery again, also one that was delivered or waits: it waits to be tried at
   * {@code now}, and was never in vain. Answers it as it is then, empty if there is none.
   */
  Optional<Delivery> beginAgain(DeliveryId id, Instant now);

  /** Removes deliveries created before this time, with their attempts, but none that waits. */
  void forget(Instant before);
}
