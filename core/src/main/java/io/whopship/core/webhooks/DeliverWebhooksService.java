package io.whopship.core.webhooks;

import io.whopship.ports.driven.Ids;
import io.whopship.ports.driven.Outbox;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.Timer;
import io.whopship.ports.driven.webhooks.WebhookDeliveries;
import io.whopship.ports.driving.webhooks.DeliverWebhooks;
import io.whopship.ports.model.webhooks.Attempt;
import io.whopship.ports.model.webhooks.Claim;
import io.whopship.ports.model.webhooks.DeliveryState;
import io.whopship.ports.model.webhooks.SendResult;
import io.whopship.ports.model.webhooks.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class DeliverWebhooksService implements DeliverWebhooks {

  /** Twice what a request may take. A webhook whose server died waits so long for another one. */
  static final Duration LEASE = Duration.ofSeconds(30);

  /** Since then nothing was taken: nobody is there any more. */
  static final Duration PATIENCE = Duration.ofDays(5);

  static final Duration KEPT = Duration.ofDays(30);

  /** Threads that wait cost little; an owner's webhooks are far fewer. */
  private static final int MAX_AT_ONCE = 256;

  private static final int MAX_OF_OWNER = 8;

  private static final int GONE = 410;

  private static final Logger log = LoggerFactory.getLogger(DeliverWebhooksService.class);

  private final FanOut fanOut;
  private final Outbox outbox;
  private final WebhookDeliveries deliveries;
  private final SignedSending sending;
  private final Ids ids;
  private final Timer timer;
  private final InstantSource clock;
  private final Semaphore free = new Semaphore(MAX_AT_ONCE);
  private final OwnerPlaces places = new OwnerPlaces(MAX_OF_OWNER);
  /** Held from looking who has places until one of them is taken. */
  private final ReentrantLock claiming = new ReentrantLock();

  DeliverWebhooksService(WebhookUseCases.Parts parts, SignedSending sending) {
    this.fanOut = new FanOut(parts);
    this.outbox = parts.stores().outbox();
    this.deliveries = parts.stores().webhookDeliveries();
    this.sending = sending;
    this.ids = parts.ids();
    this.timer = parts.timer();
    this.clock = parts.clock();
  }

  @Override
  public void deliver() {
    try {
      fanOut.run();
    } finally {
      begin();
    }
  }

  private void begin() {
    while (free.tryAcquire()) {
      Optional<Claim> claim = Optional.empty();
      try {
        claim = claim();
      } finally {
        if (claim.isEmpty()) {
          free.release();
        }
      }
      if (claim.isEmpty()) {
        return;
      }
      Claim taken = claim.get();
      timer.after(Duration.ZERO, () -> deliver(taken));
    }
  }

  private Optional<Claim> claim() {
    claiming.lock();
    try {
      Instant now = clock.instant();
      Optional<Claim> claim = deliveries.claim(ids.uuid(), places.full(), now, now.plus(LEASE));
      claim.ifPresent(taken -> places.take(taken.webhook().owner()));
      return claim;
    } finally {
      claiming.unlock();
    }
  }

  private void deliver(Claim claim) {
    try {
      sendAndSettle(claim);
    } catch (PortException.Unavailable e) {
      // The lease ends, and then it is sent by whoever is there.
      log.info("webhook delivery left to others webhook={} message={} cause=\"{}\"",
          claim.webhook().id(), claim.message().id(), e.getMessage());
      return;
    } finally {
      places.leave(claim.webhook().owner());
      free.release();
    }
    // The webhook is free for what else it is to be sent.
    begin();
  }

  /** What goes wrong for a reason that nobody foresaw must not be tried for ever. */
  private void sendAndSettle(Claim claim) {
    Instant begin = clock.instant();
    try {
      settle(claim, sending.send(claim.webhook(), claim.message()));
    } catch (PortException.Unavailable e) {
      throw e;
    } catch (RuntimeException e) {
      log.error("webhook delivery failed here, and counts as an attempt webhook={} message={}",
          claim.webhook().id(), claim.message().id(), e);
      settle(claim, new Attempt(begin, Duration.ZERO,
          new SendResult.Unreachable("the server that sends failed: its log says why")));
    }
  }

  private void settle(Claim claim, Attempt attempt) {
    Instant end = attempt.at().plus(attempt.took());
    SendResult result = attempt.result();
    WebhookStatus status = status(claim, attempt, end);
    DeliveryState next = switch (status) {
      case WebhookStatus.Working w -> new DeliveryState.Delivered(end);
      case WebhookStatus.Disabled d -> new DeliveryState.Failed(end);
      case WebhookStatus.Failing f ->
        RetrySchedule.after(claim.message(), claim.tries() + 1, result, end);
    };
    if (!deliveries.settle(claim, attempt, next, status)) {
      log.info("webhook delivery not settled: it took longer than its lease and is sent again, or"
          + " its webhook is gone webhook={} message={}", claim.webhook().id(),
          claim.message().id());
    }
    if (status instanceof WebhookStatus.Disabled disabled) {
      log.info("webhook disabled webhook={} reason={}", claim.webhook().id(), disabled.reason());
    }
  }

  private static WebhookStatus status(Claim claim, Attempt attempt, Instant end) {
    SendResult result = attempt.result();
    if (result.isSuccess()) {
      return new WebhookStatus.Working();
    }
    if (result instanceof SendResult.Answered answered && answered.status() == GONE) {
      return new WebhookStatus.Disabled(end, WebhookStatus.Reason.GONE);
    }
    Instant since = claim.webhook().status() instanceof WebhookStatus.Failing failing
        ? failing.since()
        : attempt.at();
    return Duration.between(since, end).compareTo(PATIENCE) >= 0
        ? new WebhookStatus.Disabled(end, WebhookStatus.Reason.FAILED)
        : new WebhookStatus.Failing(since);
  }

  @Override
  public void keep() {
    Instant old = clock.instant().minus(KEPT);
    deliveries.forget(old);
    outbox.forget(deliveries.lastRead(), old);
  }
}
