package io.whopship.ports.driven.webhooks;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.webhooks.NewWebhook;
import io.whopship.ports.model.webhooks.Webhook;
import io.whopship.ports.model.webhooks.WebhookId;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The webhooks there are. One that is about an app goes with it. Secrets are kept as they are, for
 * they must sign.
 */
public interface Webhooks {

  int MAX_PER_OWNER = 20;

  /**
   * Adds a webhook and gives it its number. Atomic: however many are added at once, an owner has
   * {@value #MAX_PER_OWNER} at most.
   */
  Added add(NewWebhook webhook);

  /** What became of a webhook to be added. */
  sealed interface Added {

    record Done(Webhook webhook) implements Added {}

    record TooMany() implements Added {}

    record NoSuchApp() implements Added {}
  }

  /** The webhook of this number; empty if there is none. */
  Optional<Webhook> find(WebhookId id);

  /**
   * Webhooks by falling number.
   *
   * @param owner only this one's; {@code null} for everybody's
   */
  Page<Webhook> list(@Nullable OwnerId owner, Page.Request page);

  /**
   * Those that are about this app: its own and those for all apps of its owner, but none that is
   * disabled. By rising number.
   */
  List<Webhook> listening(AppId app, OwnerId owner);

  /**
   * Changes URL, events, secrets or status. Atomic: a change sees what the one before it made. It
   * must do nothing else, as it may be made again. When a webhook becomes disabled, its deliveries
   * that wait have failed. Answers the webhook as it is now, empty if there is none.
   */
  Optional<Webhook> change(WebhookId id, UnaryOperator<Webhook> change);

  /** Removes a webhook with all its deliveries. Answers whether there was one. */
  boolean remove(WebhookId id);
}
