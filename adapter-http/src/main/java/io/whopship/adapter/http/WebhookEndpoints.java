package io.whopship.adapter.http;

import static io.whopship.ports.driven.RateLimits.Kind.OTHER;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.HttpStatus;
import io.whopship.ports.driving.webhooks.ManageWebhooks.Creation;
import io.whopship.ports.driving.webhooks.ManageWebhooks.Outcome;
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
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Webhooks, and what they were sent. */
final class WebhookEndpoints {

  /** What a webhook keeps for life. */
  private static final List<String> FIXED = List.of("id", "owner", "appId", "secret", "createdAt");

  private final UseCases.ForWebhooks webhooks;
  private final Gate gate;

  WebhookEndpoints(UseCases.ForWebhooks webhooks, Gate gate) {
    this.webhooks = webhooks;
    this.gate = gate;
  }

  List<Endpoint> all() {
    return List.of(
        Endpoint.post("/webhooks", gate.guard(OTHER, this::create)),
        Endpoint.get("/webhooks", gate.guard(OTHER, this::list)),
        Endpoint.get("/webhooks/{id}", gate.guard(OTHER, this::find)),
        Endpoint.patch("/webhooks/{id}", gate.guard(OTHER, this::update)),
        Endpoint.delete("/webhooks/{id}", gate.guard(OTHER, this::delete)),
        Endpoint.post("/webhooks/{id}/rotate", gate.guard(OTHER, this::rotate)),
        Endpoint.post("/webhooks/{id}/test", gate.guard(OTHER, this::test)),
        Endpoint.get("/webhooks/{id}/deliveries", gate.guard(OTHER, this::deliveries)),
        Endpoint.post("/webhooks/{id}/deliveries/{delivery}/retry",
            gate.guard(OTHER, this::retry)));
  }

  private Answer create(Caller caller, Request request) {
    JsonBody body = request.json();
    WebhookUrl url = body.value("url", WebhookUrl::parse);
    EventFilter events = events(body);
    Long app = body.wholeIfPresent("appId", 1, Long.MAX_VALUE);
    return switch (webhooks.manage()
        .create(caller, app == null ? null : new AppId(app), url,
            events == null ? EventFilter.ALL : events)) {
      case Creation.Created created -> Answer.created("/webhooks/" + created.webhook().id(),
          wrapped(WebhookJson.withSecret(created.webhook())));
      case Creation.NoSuchApp n -> Problem.noSuchApp();
      case Creation.NotYours n -> Problem.notYours();
      case Creation.UrlRefused refused -> Problem.invalid("url", issue(refused.reason()));
      case Creation.TooMany many -> Problem.conflict("There are " + many.most()
          + " webhooks already, and may be no more: delete one first");
    };
  }

  private static @Nullable EventFilter events(JsonBody body) {
    List<String> patterns = body.textsIfPresent("events");
    return patterns == null ? null : body.checked("events", () -> new EventFilter(patterns));
  }

  private static String issue(String reason) {
    return reason.substring(0, 1).toUpperCase(Locale.ROOT) + reason.substring(1);
  }

  private Answer list(Caller caller, Request request) {
    Page.Request asked = request.page();
    Page<Webhook> page = webhooks.manage().list(caller, asked);
    ObjectNode json = Json.object();
    ArrayNode items = json.putArray("webhooks");
    page.items().forEach(webhook -> items.add(WebhookJson.webhook(webhook)));
    return Paging.answer("/webhooks", asked, page.next(), json);
  }

  private Answer find(Caller caller, Request request) {
    return answer(webhooks.manage().find(caller, id(request)), WebhookEndpoints::shown);
  }

  private Answer update(Caller caller, Request request) {
    JsonBody body = request.json();
    FIXED.forEach(member -> body.refuseIfPresent(member, "Cannot be changed"));
    WebhookUrl url = body.valueIfPresent("url", WebhookUrl::parse);
    EventFilter events = events(body);
    Boolean enabled = body.has("enabled") ? body.flag("enabled", false) : null;
    if (url == null && events == null && enabled == null) {
      throw body.refuse("Must have url, events or enabled");
    }
    return answer(webhooks.manage().update(caller, id(request), url, events, enabled),
        WebhookEndpoints::shown);
  }

  private Answer delete(Caller caller, Request request) {
    return answer(webhooks.manage().delete(caller, id(request)), webhook -> new Answer.Empty());
  }

  private Answer rotate(Caller caller, Request request) {
    return answer(webhooks.manage().rotate(caller, id(request)), webhook -> Answer
        .json(HttpStatus.OK, wrapped(WebhookJson.withSecret(webhook))));
  }

  private static Answer shown(Webhook webhook) {
    return Answer.json(HttpStatus.OK, wrapped(WebhookJson.webhook(webhook)));
  }

  private static ObjectNode wrapped(ObjectNode webhook) {
    ObjectNode json = Json.object();
    json.set("webhook", webhook);
    return json;
  }

  private static Answer answer(Outcome outcome, Function<Webhook, Answer> done) {
    return switch (outcome) {
      case Outcome.Done(Webhook webhook) -> done.apply(webhook);
      case Outcome.NoSuchWebhook n -> noSuchWebhook();
      case Outcome.NotYours n -> notYours();
      case Outcome.UrlRefused refused -> Problem.invalid("url", issue(refused.reason()));
    };
  }

  private Answer test(Caller caller, Request request) {
    return switch (webhooks.attempt().send(caller, id(request))) {
      case TryWebhook.Outcome.Sent sent -> Answer.json(HttpStatus.OK,
          WebhookJson.attempt(sent.attempt()).put("messageId", sent.messageId()));
      case TryWebhook.Outcome.NoSuchWebhook n -> noSuchWebhook();
      case TryWebhook.Outcome.TooMany many -> Problem.of(HttpStatus.TOO_MANY_REQUESTS,
          many.most() + " tests of yours are under way: wait until one has ended")
          .retryAfter(Duration.ofSeconds(5));
      case TryWebhook.Outcome.NotYours n -> notYours();
    };
  }

  private Answer deliveries(Caller caller, Request request) {
    WebhookId id = id(request);
    Page.Request asked = request.page();
    return switch (webhooks.deliveries().list(caller, id, asked)) {
      case SeeDeliveries.Listing.Found found -> {
        ObjectNode json = Json.object();
        ArrayNode items = json.putArray("deliveries");
        found.deliveries().items().forEach(one -> items.add(WebhookJson.delivery(one)));
        yield Paging.answer("/webhooks/" + id + "/deliveries", asked, found.deliveries().next(),
            json);
      }
      case SeeDeliveries.Listing.NoSuchWebhook n -> noSuchWebhook();
      case SeeDeliveries.Listing.NotYours n -> notYours();
    };
  }

  private Answer retry(Caller caller, Request request) {
    DeliveryId delivery = new DeliveryId(request.number("delivery"));
    return switch (webhooks.deliveries().retry(caller, id(request), delivery)) {
      case SeeDeliveries.Outcome.Begun begun -> {
        ObjectNode json = Json.object();
        json.set("delivery", WebhookJson.delivery(begun.delivery()));
        yield Answer.json(HttpStatus.ACCEPTED, json);
      }
      case SeeDeliveries.Outcome.NoSuchWebhook n -> noSuchWebhook();
      case SeeDeliveries.Outcome.NoSuchDelivery n -> Problem.notFound("Delivery not found");
      case SeeDeliveries.Outcome.NotYours n -> notYours();
      case SeeDeliveries.Outcome.WebhookDisabled d -> Problem.conflict(
          "The webhook is disabled: enable it first with PATCH and \"enabled\": true");
    };
  }

  private static WebhookId id(Request request) {
    return new WebhookId(request.number("id"));
  }

  private static Problem noSuchWebhook() {
    return Problem.notFound("Webhook not found");
  }

  private static Problem notYours() {
    return Problem.forbidden("You do not have access to this webhook");
  }
}
