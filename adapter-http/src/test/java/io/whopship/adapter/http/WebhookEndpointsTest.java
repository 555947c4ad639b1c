package io.whopship.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.ports.driving.webhooks.ManageWebhooks;
import io.whopship.ports.driving.webhooks.SeeDeliveries;
import io.whopship.ports.driving.webhooks.TryWebhook;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.webhooks.Attempt;
import io.whopship.ports.model.webhooks.Delivery;
import io.whopship.ports.model.webhooks.DeliveryId;
import io.whopship.ports.model.webhooks.DeliveryState;
import io.whopship.ports.model.webhooks.EventFilter;
import io.whopship.ports.model.webhooks.Message;
import io.whopship.ports.model.webhooks.SendResult;
import io.whopship.ports.model.webhooks.SigningSecret;
import io.whopship.ports.model.webhooks.SigningSecrets;
import io.whopship.ports.model.webhooks.Webhook;
import io.whopship.ports.model.webhooks.WebhookId;
import io.whopship.ports.model.webhooks.WebhookStatus;
import io.whopship.ports.model.webhooks.WebhookStatus.Reason;
import io.whopship.ports.model.webhooks.WebhookUrl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookEndpointsTest {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  static final Webhook WEBHOOK = new Webhook(new WebhookId(7), new OwnerId("acme"), null,
      WebhookUrl.parse("https://hooks.example/x"), new EventFilter(List.of("deployment.*")),
      SigningSecrets.of(new SigningSecret(new Secret(SECRET))), new WebhookStatus.Working(),
      Samples.NOON);

  private static final String SHOWN = """
      {"id": 7, "owner": "acme", "appId": null, "url": "https://hooks.example/x",
       "events": ["deployment.*"], "status": "working", "formerSecretsUntil": [],
       "createdAt": "2025-01-24T12:00:00.000Z"%s}
      """;

  private final Core core = scripted();

  @RegisterExtension
  final Api api = new Api(core);

  private final List<String> asked = new ArrayList<>();
  private ManageWebhooks.Creation creation = new ManageWebhooks.Creation.Created(WEBHOOK);
  private ManageWebhooks.Outcome outcome = new ManageWebhooks.Outcome.Done(WEBHOOK);
  private TryWebhook.Outcome tried = new TryWebhook.Outcome.NoSuchWebhook();
  private SeeDeliveries.Listing listing = new SeeDeliveries.Listing.NoSuchWebhook();
  private SeeDeliveries.Outcome retried = new SeeDeliveries.Outcome.NoSuchWebhook();

  /** Before the API asks for its use cases. */
  private Core scripted() {
    Core scripted = new Core();
    scripted.webhooks = new UseCases.ForWebhooks(new Managing(), (caller, id) -> tried,
        new SeeDeliveries() {

          @Override
          public Listing list(Caller caller, WebhookId webhook, Page.Request page) {
            return listing;
          }

          @Override
          public SeeDeliveries.Outcome retry(Caller caller, WebhookId webhook,
              DeliveryId delivery) {
            asked.add("retry " + webhook + " " + delivery);
            return retried;
          }
        });
    return scripted;
  }

  private static JsonNode wrapped(String more) {
    return Api.json("{\"webhook\": " + SHOWN.formatted(more) + "}");
  }

  @Nested
  class Creating {

    @Test
    void showsTheSecretThisOnce() {
      Api.Reply reply = api.post("/webhooks", """
          {"url": "https://hooks.example/x", "events": ["deployment.*"], "appId": 456}
          """);

      assertThat(reply.status()).isEqualTo(201);
      assertThat(reply.header("Location")).isEqualTo("/webhooks/7");
      assertThat(reply.json()).isEqualTo(wrapped(", \"secret\": \"" + SECRET + "\""));
      assertThat(asked).containsExactly("create 456 https://hooks.example/x [deployment.*]");
    }

    @Test
    void isAboutEverythingUnlessSaidOtherwise() {
      api.post("/webhooks", "{\"url\": \"https://hooks.example/x\"}");

      assertThat(asked).containsExactly("create null https://hooks.example/x []");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {} | url
        {"url": "ftp://hooks.example"} | url
        {"url": "https://user:pass@hooks.example"} | url
        {"url": "https://hooks.example/#x"} | url
        {"url": "https:///x"} | url
        {"url": "https://hooks.example/ x"} | url
        {"url": "https://hooks.example:99999"} | url
        {"url": "https://hooks.example", "events": "all"} | events
        {"url": "https://hooks.example", "events": [1]} | events[0]
        {"url": "https://hooks.example", "events": ["*"]} | events
        {"url": "https://hooks.example", "appId": 0} | appId
        """)
    void namesWhatIsWrong(String body, String field) {
      Api.Reply reply = api.post("/webhooks", body);

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.json().at("/details/field").textValue()).isEqualTo(field);
      assertThat(asked).isEmpty();
    }

    @Test
    void mayBeRefused() {
      String body = "{\"url\": \"https://hooks.example/x\"}";
      creation = new ManageWebhooks.Creation.NoSuchApp();
      assertThat(api.post("/webhooks", body).status()).isEqualTo(404);
      creation = new ManageWebhooks.Creation.NotYours();
      assertThat(api.post("/webhooks", body).status()).isEqualTo(403);
      creation = new ManageWebhooks.Creation.TooMany(20);
      assertThat(api.post("/webhooks", body).status()).isEqualTo(409);
      creation = new ManageWebhooks.Creation.UrlRefused("must begin with https://");
      Api.Reply refused = api.post("/webhooks", body);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.json().at("/details/issue").textValue())
          .isEqualTo("Must begin with https://");
    }
  }

  @Nested
  class Showing {

    @Test
    void hidesTheSecret() {
      assertThat(api.get("/webhooks/7").json()).isEqualTo(wrapped(""));
    }

    @Test
    void listsThem() {
      Api.Reply reply = api.get("/webhooks?limit=1");

      assertThat(reply.json()).isEqualTo(Api.json("{\"webhooks\": [" + SHOWN.formatted("")
          + "], \"next\": \"/webhooks?limit=1&before=7\"}"));
    }

    @Test
    void saysHowTheyAre() {
      outcome = done(new WebhookStatus.Failing(Samples.NOON));
      assertThat(api.get("/webhooks/7").json().at("/webhook/failingSince").textValue())
          .isEqualTo("2025-01-24T12:00:00.000Z");
      outcome = done(new WebhookStatus.Disabled(Samples.NOON, Reason.GONE));
      JsonNode disabled = api.get("/webhooks/7").json().get("webhook");
      assertThat(disabled.get("status").textValue()).isEqualTo("disabled");
      assertThat(disabled.get("disabledBecause").textValue()).isEqualTo("gone");
    }

    private ManageWebhooks.Outcome done(WebhookStatus status) {
      return new ManageWebhooks.Outcome.Done(WEBHOOK.withStatus(status));
    }

    @Test
    void mayBeRefused() {
      outcome = new ManageWebhooks.Outcome.NoSuchWebhook();
      assertThat(api.get("/webhooks/7").status()).isEqualTo(404);
      outcome = new ManageWebhooks.Outcome.NotYours();
      assertThat(api.get("/webhooks/7").status()).isEqualTo(403);
      assertThat(api.get("/webhooks/x").status()).isEqualTo(400);
    }
  }

  @Nested
  class Changing {

    @Test
    void takesWhatIsGiven() {
      assertThat(api.patch("/webhooks/7", "{\"enabled\": false}").json()).isEqualTo(wrapped(""));
      api.patch("/webhooks/7", "{\"url\": \"https://other.example\", \"events\": []}");

      assertThat(asked).containsExactly("update 7 null null false",
          "update 7 https://other.example [] null");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {} | body
        {"secret": "x"} | secret
        {"appId": 3} | appId
        {"enabled": "yes"} | enabled
        """)
    void namesWhatIsWrong(String body, String field) {
      Api.Reply reply = api.patch("/webhooks/7", body);

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.json().at("/details/field").textValue()).isEqualTo(field);
    }

    @Test
    void refusesAUrl() {
      outcome = new ManageWebhooks.Outcome.UrlRefused("must begin with https://");

      assertThat(api.patch("/webhooks/7", "{\"url\": \"http://hooks.example\"}")
          .json()
          .at("/details/field")
          .textValue()).isEqualTo("url");
    }

    @Test
    void ofTheSecretShowsTheNewOne() {
      Webhook rotated = WEBHOOK.withSecrets(WEBHOOK.secrets()
          .rotated(new SigningSecret(new Secret("whsec_" + "A".repeat(32))), Samples.NOON));
      outcome = new ManageWebhooks.Outcome.Done(rotated);

      JsonNode shown = api.post("/webhooks/7/rotate", "").json().get("webhook");

      assertThat(shown.get("secret").textValue()).isEqualTo("whsec_" + "A".repeat(32));
      assertThat(shown.at("/formerSecretsUntil/0").textValue())
          .isEqualTo("2025-01-25T12:00:00.000Z");
    }

    @Test
    void deletes() {
      assertThat(api.delete("/webhooks/7").status()).isEqualTo(204);
    }
  }

  @Nested
  class Testing {

    @Test
    void tellsTheAnswer() {
      tried = sent(new SendResult.Answered(418, "teapot", null));

      assertThat(api.post("/webhooks/7/test", "").json()).isEqualTo(Api.json("""
          {"at": "2025-01-24T12:00:00.000Z", "milliseconds": 120, "success": false,
           "status": 418, "answer": "teapot", "messageId": "msg_1"}
          """));
    }

    @Test
    void tellsWhyThereIsNone() {
      tried = sent(new SendResult.Unreachable("there is no such host"));
      assertThat(problem()).isEqualTo("there is no such host");
      tried = sent(new SendResult.Forbidden("must begin with https://"));
      assertThat(problem()).isEqualTo("Nothing was sent: the URL must begin with https://");
    }

    private String problem() {
      return api.post("/webhooks/7/test", "").json().get("problem").textValue();
    }

    private static TryWebhook.Outcome sent(SendResult result) {
      return new TryWebhook.Outcome.Sent("msg_1",
          new Attempt(Samples.NOON, Duration.ofMillis(120), result));
    }

    @Test
    void mayBeRefused() {
      assertThat(api.post("/webhooks/7/test", "").status()).isEqualTo(404);
      tried = new TryWebhook.Outcome.NotYours();
      assertThat(api.post("/webhooks/7/test", "").status()).isEqualTo(403);
      tried = new TryWebhook.Outcome.TooMany(2);
      Api.Reply reply = api.post("/webhooks/7/test", "");
      assertThat(reply.status()).isEqualTo(429);
      assertThat(reply.header("Retry-After")).isEqualTo("5");
    }
  }

  @Nested
  class Deliveries {

    @Test
    void areListedWithTheirAttempts() {
      listing = new SeeDeliveries.Listing.Found(new Page<>(List.of(
          delivery(new DeliveryState.Waiting(Samples.NOON, 1)),
          delivery(new DeliveryState.Delivered(Samples.NOON)),
          delivery(new DeliveryState.Failed(Samples.NOON))), 3));

      JsonNode json = api.get("/webhooks/7/deliveries?limit=3").json();

      assertThat(json.at("/deliveries/0")).isEqualTo(Api.json("""
          {"id": 3, "webhookId": 7, "messageId": "msg_1", "type": "deployment.active",
           "eventAt": "2025-01-24T12:00:00.000Z", "status": "waiting",
           "nextAttemptAt": "2025-01-24T12:00:00.000Z",
           "attempts": [{"at": "2025-01-24T12:00:00.000Z", "milliseconds": 1, "success": false,
            "status": 500, "answer": "oops"}],
           "createdAt": "2025-01-24T12:00:00.000Z"}
          """));
      assertThat(json.at("/deliveries/1/status").textValue()).isEqualTo("delivered");
      assertThat(json.at("/deliveries/2/status").textValue()).isEqualTo("failed");
      assertThat(json.get("next").textValue())
          .isEqualTo("/webhooks/7/deliveries?limit=3&before=3");
    }

    private static Delivery delivery(DeliveryState state) {
      return new Delivery(new DeliveryId(3), WEBHOOK.id(),
          new Message("msg_1", "deployment.active", Samples.NOON, "{}"), state,
          List.of(new Attempt(Samples.NOON, Duration.ofMillis(1),
              new SendResult.Answered(500, "oops", null))),
          Samples.NOON);
    }

    @Test
    void areBegunAgain() {
      retried = new SeeDeliveries.Outcome.Begun(
          delivery(new DeliveryState.Waiting(Samples.NOON, 0)));

      Api.Reply reply = api.post("/webhooks/7/deliveries/3/retry", "");

      assertThat(reply.status()).isEqualTo(202);
      assertThat(reply.json().at("/delivery/status").textValue()).isEqualTo("waiting");
      assertThat(asked).containsExactly("retry 7 3");
    }

    @Test
    void mayBeRefused() {
      assertThat(api.get("/webhooks/7/deliveries").status()).isEqualTo(404);
      listing = new SeeDeliveries.Listing.NotYours();
      assertThat(api.get("/webhooks/7/deliveries").status()).isEqualTo(403);
      assertThat(retry()).isEqualTo(404);
      retried = new SeeDeliveries.Outcome.NoSuchDelivery();
      assertThat(retry()).isEqualTo(404);
      retried = new SeeDeliveries.Outcome.NotYours();
      assertThat(retry()).isEqualTo(403);
      retried = new SeeDeliveries.Outcome.WebhookDisabled();
      assertThat(retry()).isEqualTo(409);
    }

    private int retry() {
      return api.post("/webhooks/7/deliveries/3/retry", "").status();
    }
  }

  private final class Managing implements ManageWebhooks {

    @Override
    public Creation create(Caller caller, @Nullable AppId app, WebhookUrl url,
        EventFilter events) {
      asked.add("create " + app + " " + url + " " + events.patterns());
      return creation;
    }

    @Override
    public Page<Webhook> list(Caller caller, Page.Request page) {
      return new Page<>(List.of(WEBHOOK), 7);
    }

    @Override
    public ManageWebhooks.Outcome find(Caller caller, WebhookId id) {
      return outcome;
    }

    @Override
    public ManageWebhooks.Outcome update(Caller caller, WebhookId id, @Nullable WebhookUrl url,
        @Nullable EventFilter events, @Nullable Boolean enabled) {
      asked.add("update " + id + " " + url + " " + (events == null ? null : events.patterns())
          + " " + enabled);
      return outcome;
    }

    @Override
    public ManageWebhooks.Outcome delete(Caller caller, WebhookId id) {
      return outcome;
    }

    @Override
    public ManageWebhooks.Outcome rotate(Caller caller, WebhookId id) {
      return outcome;
    }
  }
}
