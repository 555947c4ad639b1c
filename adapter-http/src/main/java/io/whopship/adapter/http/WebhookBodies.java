package io.whopship.adapter.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.ports.driven.webhooks.EventBodies;
import io.whopship.ports.driving.webhooks.TryWebhook;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.DeploymentView;
import io.whopship.ports.model.deploy.Notice;
import io.whopship.ports.model.webhooks.Webhook;
import java.time.Instant;

/** Events as webhooks hear of them: {@code data} has what the API would show. */
public final class WebhookBodies implements EventBodies {

  @Override
  public String deployment(Notice notice, DeploymentView deployment) {
    ObjectNode json = event(notice.type(), notice.at());
    json.set("data", withWhopAppId(DeploymentJson.found(deployment), deployment.app()));
    return text(json);
  }

  @Override
  public String deleted(Notice notice, App app, DeploymentId deployment) {
    ObjectNode json = event(notice.type(), notice.at());
    ObjectNode data = json.putObject("data");
    data.putObject("deployment").put("id", deployment.value()).put("appId", app.id().value());
    data.set("app", AppJson.brief(app));
    withWhopAppId(data, app);
    return text(json);
  }

  @Override
  public String test(Webhook webhook, Instant at) {
    ObjectNode json = event(TryWebhook.TYPE, at);
    json.putObject("data").put("webhookId", webhook.id().value());
    return text(json);
  }

  private static ObjectNode withWhopAppId(ObjectNode data, App app) {
    if (data.get("app") instanceof ObjectNode shown) {
      shown.put("whopAppId", app.whopAppId().value());
    }
    return data;
  }

  private static ObjectNode event(String type, Instant at) {
    return Json.object().put("type", type).put("timestamp", Json.timestamp(at));
  }

  private static String text(ObjectNode json) {
    return new String(Json.bytes(json), UTF_8);
  }
}
