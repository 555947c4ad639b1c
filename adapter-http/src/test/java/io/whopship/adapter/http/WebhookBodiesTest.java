package io.whopship.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.ports.model.deploy.Notice;
import org.junit.jupiter.api.Test;

class WebhookBodiesTest {

  private static final Notice NOTICE = new Notice("deployment.active", Samples.NOON);

  private final WebhookBodies bodies = new WebhookBodies();

  @Test
  void anEventHasTheDeploymentAsTheApiShowsIt() {
    JsonNode body = Api.json(bodies.deployment(NOTICE, Samples.active()));
    ObjectNode shown = DeploymentJson.found(Samples.active());

    assertThat(body.get("type").textValue()).isEqualTo("deployment.active");
    assertThat(body.get("timestamp").textValue()).isEqualTo("2025-01-24T12:00:00.000Z");
    assertThat(body.at("/data/deployment")).isEqualTo(Api.json(shown.get("deployment").toString()));
    assertThat(body.at("/data/url").textValue()).isEqualTo(shown.get("url").textValue());
    assertThat(body.at("/data/app/whopAppId").textValue()).isEqualTo("app_123abc");
  }

  @Test
  void ofADeploymentThatIsGoneItHasTheNumber() {
    assertThat(Api.json(bodies.deleted(NOTICE, Samples.APP, Samples.ID))).isEqualTo(Api.json("""
        {"type": "deployment.active", "timestamp": "2025-01-24T12:00:00.000Z",
         "data": {"deployment": {"id": 123, "appId": 456},
          "app": {"id": 456, "name": "My Next.js App", "subdomain": "my-app",
           "whopAppId": "app_123abc"}}}
        """));
  }

  @Test
  void aTestSaysThatItIsOne() {
    assertThat(Api.json(bodies.test(WebhookEndpointsTest.WEBHOOK, Samples.NOON)))
        .isEqualTo(Api.json("""
            {"type": "webhook.test", "timestamp": "2025-01-24T12:00:00.000Z",
             "data": {"webhookId": 7}}
            """));
  }
}
