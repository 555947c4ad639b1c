package io.whopship.core.audit;

import io.whopship.core.audit.Pen.Subject;
import io.whopship.ports.driven.webhooks.Webhooks;
import io.whopship.ports.driving.webhooks.ManageWebhooks;
import io.whopship.ports.driving.webhooks.SeeDeliveries;
import io.whopship.ports.driving.webhooks.TryWebhook;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.webhooks.DeliveryId;
import io.whopship.ports.model.webhooks.EventFilter;
import io.whopship.ports.model.webhooks.Webhook;
import io.whopship.ports.model.webhooks.WebhookId;
import io.whopship.ports.model.webhooks.WebhookUrl;
import org.jspecify.annotations.Nullable;

/**
 * What is done with webhooks, written down. Of a URL the host alone: the rest is often a secret.
 */
public final class AuditedWebhooks {

  private final Pen pen;
  private final Webhooks webhooks;

  public AuditedWebhooks(Pen pen, Webhooks webhooks) {
    this.pen = pen;
    this.webhooks = webhooks;
  }

  private Subject subject(WebhookId id) {
    return webhooks.find(id).map(AuditedWebhooks::subject).orElse(Subject.NONE);
  }

  private static Subject subject(Webhook webhook) {
    return new Subject(webhook.owner(), webhook.app(), null);
  }

  public TryWebhook attempt(TryWebhook audited) {
    return (caller, id) -> {
      Subject subject = subject(id);
      TryWebhook.Outcome outcome = audited.send(caller, id);
      pen.note(caller, "webhook.test", subject, "webhook " + id,
          outcome instanceof TryWebhook.Outcome.Sent,
          outcome instanceof TryWebhook.Outcome.NotYours);
      return outcome;
    };
  }

  public SeeDeliveries deliveries(SeeDeliveries audited) {
    return new SeeDeliveries() {

      @Override
      public Listing list(Caller caller, WebhookId webhook, Page.Request page) {
        return audited.list(caller, webhook, page);
      }

      @Override
      public SeeDeliveries.Outcome retry(Caller caller, WebhookId webhook, DeliveryId delivery) {
        Subject subject = subject(webhook);
        SeeDeliveries.Outcome outcome = audited.retry(caller, webhook, delivery);
        pen.note(caller, "webhook.retry", subject, "webhook " + webhook + ", delivery " + delivery,
            outcome instanceof SeeDeliveries.Outcome.Begun,
            outcome instanceof SeeDeliveries.Outcome.NotYours);
        return outcome;
      }
    };
  }

  public ManageWebhooks manage(ManageWebhooks audited) {
    return new Managing(audited);
  }

  private final class Managing implements ManageWebhooks {

    private final ManageWebhooks audited;

    Managing(ManageWebhooks audited) {
      this.audited = audited;
    }

    @Override
    public Creation create(Caller caller, @Nullable AppId app, WebhookUrl url,
        EventFilter events) {
      Creation creation = audited.create(caller, app, url, events);
      Subject subject = creation instanceof Creation.Created created
          ? subject(created.webhook())
          : new Subject(caller.owner(), app, null);
      String webhook = creation instanceof Creation.Created created
          ? "webhook " + created.webhook().id() + ", "
          : "";
      pen.note(caller, "webhook.create", subject, webhook + "host " + url.uri().getHost(),
          creation instanceof Creation.Created, creation instanceof Creation.NotYours);
      return creation;
    }

    @Override
    public Page<Webhook> list(Caller caller, Page.Request page) {
      return audited.list(caller, page);
    }

    @Override
    public ManageWebhooks.Outcome find(Caller caller, WebhookId id) {
      return audited.find(caller, id);
    }

    @Override
    public ManageWebhooks.Outcome update(Caller caller, WebhookId id, @Nullable WebhookUrl url,
        @Nullable EventFilter events, @Nullable Boolean enabled) {
      String change = (url == null ? "" : ", host " + url.uri().getHost())
          + (events == null ? "" : ", events " + String.join(" ", events.patterns()))
          + (enabled == null ? "" : ", enabled " + enabled);
      Subject before = subject(id);
      return noted(caller, "webhook.update", id, change,
          audited.update(caller, id, url, events, enabled), before);
    }

    @Override
    public ManageWebhooks.Outcome delete(Caller caller, WebhookId id) {
      Subject before = subject(id);
      return noted(caller, "webhook.delete", id, "", audited.delete(caller, id), before);
    }

    @Override
    public ManageWebhooks.Outcome rotate(Caller caller, WebhookId id) {
      Subject before = subject(id);
      return noted(caller, "webhook.rotate", id, "", audited.rotate(caller, id), before);
    }

    private ManageWebhooks.Outcome noted(Caller caller, String action, WebhookId id, String change,
        ManageWebhooks.Outcome outcome, Subject subject) {
      pen.note(caller, action, subject, "webhook " + id + change,
          outcome instanceof ManageWebhooks.Outcome.Done,
          outcome instanceof ManageWebhooks.Outcome.NotYours);
      return outcome;
    }
  }
}
