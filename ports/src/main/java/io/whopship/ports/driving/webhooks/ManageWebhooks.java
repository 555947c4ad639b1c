package io.whopship.ports.driving.webhooks;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.webhooks.EventFilter;
import io.whopship.ports.model.webhooks.Webhook;
import io.whopship.ports.model.webhooks.WebhookId;
import io.whopship.ports.model.webhooks.WebhookUrl;
import org.jspecify.annotations.Nullable;

/** Says who is told of what. */
public interface ManageWebhooks {

  /**
   * Adds a webhook of the caller's, or, if it is about one app, of that app's owner. Its secret is
   * in the answer, and is never shown again.
   *
   * @param app {@code null} for all apps of the caller's
   */
  Creation create(Caller caller, @Nullable AppId app, WebhookUrl url, EventFilter events);

  /** What came of a webhook to be added. */
  sealed interface Creation {

    record Created(Webhook webhook) implements Creation {}

    record NoSuchApp() implements Creation {}

    record NotYours() implements Creation {}

    /** Nothing may be sent to that URL. */
    record UrlRefused(String reason) implements Creation {}

    record TooMany(int most) implements Creation {}
  }

  /** The caller's, newest first; an admin's list holds everybody's. */
  Page<Webhook> list(Caller caller, Page.Request page);

  Outcome find(Caller caller, WebhookId id);

  /**
   * Changes what is not {@code null}. A webhook that is enabled again is working; what had failed
   * before stays failed.
   */
  Outcome update(Caller caller, WebhookId id, @Nullable WebhookUrl url,
      @Nullable EventFilter events, @Nullable Boolean enabled);

  /** Removes it with its deliveries. */
  Outcome delete(Caller caller, WebhookId id);

  /** Gives it another secret; the former one goes on signing for a day. */
  Outcome rotate(Caller caller, WebhookId id);

  /** What came of it. */
  sealed interface Outcome {

    /** This is, or was, the webhook. */
    record Done(Webhook webhook) implements Outcome {}

    record NoSuchWebhook() implements Outcome {}

    record NotYours() implements Outcome {}

    /** Nothing may be sent to that URL. */
    record UrlRefused(String reason) implements Outcome {}
  }
}
