package io.whopship.core.webhooks;

import io.whopship.core.access.Access;
import io.whopship.core.access.Access.ToApp;
import io.whopship.core.webhooks.WebhookAccess.ToWebhook;
import io.whopship.ports.driven.Ids;
import io.whopship.ports.driven.webhooks.WebhookSender;
import io.whopship.ports.driven.webhooks.Webhooks;
import io.whopship.ports.driving.webhooks.ManageWebhooks;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.webhooks.EventFilter;
import io.whopship.ports.model.webhooks.NewWebhook;
import io.whopship.ports.model.webhooks.SigningSecret;
import io.whopship.ports.model.webhooks.Webhook;
import io.whopship.ports.model.webhooks.WebhookId;
import io.whopship.ports.model.webhooks.WebhookStatus;
import io.whopship.ports.model.webhooks.WebhookUrl;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class ManageWebhooksService implements ManageWebhooks {

  private static final Logger log = LoggerFactory.getLogger(ManageWebhooksService.class);

  private final Access apps;
  private final Webhooks webhooks;
  private final WebhookAccess access;
  private final WebhookSender sender;
  private final Ids ids;
  private final InstantSource clock;

  ManageWebhooksService(Access apps, Webhooks webhooks, WebhookSender sender, Ids ids,
      InstantSource clock) {
    this.apps = apps;
    this.webhooks = webhooks;
    this.access = new WebhookAccess(webhooks);
    this.sender = sender;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public Creation create(Caller caller, @Nullable AppId app, WebhookUrl url, EventFilter events) {
    if (app == null) {
      return create(caller.owner(), null, url, events);
    }
    return switch (apps.app(caller, app)) {
      case ToApp.Granted(App found) -> create(found.owner(), app, url, events);
      case ToApp.Denied() -> new Creation.NotYours();
      case ToApp.Absent() -> new Creation.NoSuchApp();
    };
  }

  private Creation create(OwnerId owner, @Nullable AppId app, WebhookUrl url, EventFilter events) {
    Optional<String> refusal = sender.refusal(url);
    if (refusal.isPresent()) {
      return new Creation.UrlRefused(refusal.get());
    }
    SigningSecret secret = new SigningSecret(ids.signingSecret());
    Webhooks.Added added = webhooks
        .add(new NewWebhook(owner, app, url, events, secret, clock.instant()));
    return switch (added) {
      case Webhooks.Added.Done(Webhook webhook) -> {
        log.info("webhook created webhook={} owner={}", webhook.id(), owner);
        yield new Creation.Created(webhook);
      }
      case Webhooks.Added.TooMany() -> new Creation.TooMany(Webhooks.MAX_PER_OWNER);
      case Webhooks.Added.NoSuchApp() -> new Creation.NoSuchApp();
    };
  }

  @Override
  public Page<Webhook> list(Caller caller, Page.Request page) {
    return webhooks.list(caller.admin() ? null : caller.owner(), page);
  }

  @Override
  public Outcome find(Caller caller, WebhookId id) {
    return with(caller, id, Outcome.Done::new);
  }

  @Override
  public Outcome update(Caller caller, WebhookId id, @Nullable WebhookUrl url,
      @Nullable EventFilter events, @Nullable Boolean enabled) {
    return with(caller, id, webhook -> {
      Optional<String> refusal = url == null ? Optional.empty() : sender.refusal(url);
      return refusal.<Outcome>map(Outcome.UrlRefused::new)
          .orElseGet(() -> change(id, now -> changed(now, url, events, enabled)));
    });
  }

  private Webhook changed(Webhook webhook, @Nullable WebhookUrl url, @Nullable EventFilter events,
      @Nullable Boolean enabled) {
    Webhook changed = url == null ? webhook : webhook.withUrl(url);
    changed = events == null ? changed : changed.withEvents(events);
    if (enabled == null || enabled != webhook.status().isDisabled()) {
      return changed;
    }
    return changed.withStatus(enabled
        ? new WebhookStatus.Working()
        : new WebhookStatus.Disabled(clock.instant(), WebhookStatus.Reason.OWNER));
  }

  @Override
  public Outcome delete(Caller caller, WebhookId id) {
    return with(caller, id, webhook -> {
      if (!webhooks.remove(id)) {
        return new Outcome.NoSuchWebhook();
      }
      log.info("webhook deleted webhook={} owner={}", id, webhook.owner());
      return new Outcome.Done(webhook);
    });
  }

  @Override
  public Outcome rotate(Caller caller, WebhookId id) {
    return with(caller, id, webhook -> {
      SigningSecret next = new SigningSecret(ids.signingSecret());
      return change(id,
          now -> now.withSecrets(now.secrets().rotated(next, clock.instant())));
    });
  }

  private Outcome change(WebhookId id, UnaryOperator<Webhook> change) {
    return webhooks.change(id, change)
        .<Outcome>map(Outcome.Done::new)
        .orElseGet(Outcome.NoSuchWebhook::new);
  }

  private Outcome with(Caller caller, WebhookId id, Function<Webhook, Outcome> doing) {
    return switch (access.webhook(caller, id)) {
      case ToWebhook.Granted(Webhook webhook) -> doing.apply(webhook);
      case ToWebhook.Denied() -> new Outcome.NotYours();
      case ToWebhook.Absent() -> new Outcome.NoSuchWebhook();
    };
  }
}
