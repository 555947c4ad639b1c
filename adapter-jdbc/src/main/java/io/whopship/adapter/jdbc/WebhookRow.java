package io.whopship.adapter.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.webhooks.EventFilter;
import io.whopship.ports.model.webhooks.SigningSecret;
import io.whopship.ports.model.webhooks.SigningSecrets;
import io.whopship.ports.model.webhooks.Webhook;
import io.whopship.ports.model.webhooks.WebhookId;
import io.whopship.ports.model.webhooks.WebhookStatus;
import io.whopship.ports.model.webhooks.WebhookStatus.Reason;
import io.whopship.ports.model.webhooks.WebhookUrl;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** The table of webhooks. */
final class WebhookRow {

  static final String SELECT = "select id, owner_id, app, url, events, secrets, failing_since,"
      + " disabled_at, disabled_reason, created_at from webhooks ";

  private static final Words<Reason> REASONS = new Words<>(Reason.values(),
      reason -> switch (reason) {
        case OWNER -> "owner";
        case GONE -> "gone";
        case FAILED -> "failed";
      });

  private WebhookRow() {}

  /** With its row locked until the transaction ends. */
  static Optional<Webhook> lock(Handle handle, WebhookId id) {
    return handle.createQuery(SELECT + "where id = :id for update")
        .bind("id", id.value())
        .map(WebhookRow::read)
        .findOne();
  }

  static Webhook read(ResultSet row, StatementContext context) throws SQLException {
    WebhookId id = new WebhookId(row.getLong("id"));
    Long app = row.getObject("app", Long.class);
    return new Webhook(id, new OwnerId(row.getString("owner_id")),
        app == null ? null : new AppId(app), WebhookUrl.parse(row.getString("url")),
        Json.read("events of webhook " + id, row.getString("events"), WebhookRow::events),
        Json.read("secrets of webhook " + id, row.getString("secrets"), WebhookRow::secrets),
        status(instant(row, "failing_since"), instant(row, "disabled_at"),
            row.getString("disabled_reason")),
        InstantArgument.read(row, "created_at"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  private static WebhookStatus status(@Nullable Instant failingSince, @Nullable Instant disabledAt,
      @Nullable String reason) {
    if (disabledAt != null && reason != null) {
      return new WebhookStatus.Disabled(disabledAt, REASONS.read(reason));
    }
    return failingSince == null
        ? new WebhookStatus.Working()
        : new WebhookStatus.Failing(failingSince);
  }

  /** Writes all that may change. Deliveries to one that is disabled do not wait. */
  static void write(Handle handle, Webhook webhook) {
    Update update = handle.createUpdate("update webhooks set url = :url, events = :events,"
        + " secrets = :secrets, failing_since = :failingSince, disabled_at = :disabledAt,"
        + " disabled_reason = :reason where id = :id")
        .bind("url", webhook.url().toString())
        .bind("events", write(webhook.events()))
        .bind("secrets", write(webhook.secrets()))
        .bind("id", webhook.id().value());
    bind(update, webhook.status()).execute();
    if (webhook.status() instanceof WebhookStatus.Disabled disabled) {
      handle.createUpdate("update webhook_deliveries set next_at = null, ended_at = :at"
          + " where webhook = :webhook and next_at is not null")
          .bind("at", disabled.since())
          .bind("webhook", webhook.id().value())
          .execute();
    }
  }

  private static Update bind(Update update, WebhookStatus status) {
    return switch (status) {
      case WebhookStatus.Working w -> bind(update, null, null, null);
      case WebhookStatus.Failing(Instant since) -> bind(update, since, null, null);
      case WebhookStatus.Disabled(Instant since, Reason reason) ->
        bind(update, null, since, REASONS.word(reason));
    };
  }

  private static Update bind(Update update, @Nullable Instant failingSince,
      @Nullable Instant disabledAt, @Nullable String reason) {
    return update.bind("failingSince", failingSince)
        .bind("disabledAt", disabledAt)
        .bind("reason", reason);
  }

  static String write(EventFilter events) {
    ArrayNode json = Json.array();
    events.patterns().forEach(json::add);
    return json.toString();
  }

  private static EventFilter events(JsonNode json) {
    return new EventFilter(Json.list(json, JsonNode::textValue));
  }

  static String write(SigningSecrets secrets) {
    ObjectNode json = Json.object().put("current", secrets.current().text().reveal());
    ArrayNode former = json.putArray("former");
    secrets.former()
        .forEach(secret -> former.addObject()
            .put("secret", secret.secret().text().reveal())
            .put("until", Json.write(secret.until())));
    return json.toString();
  }

  private static SigningSecrets secrets(JsonNode json) {
    return new SigningSecrets(secret(json, "current"), Json.list(json.required("former"),
        former -> new SigningSecrets.Former(secret(former, "secret"),
            Json.instant(former, "until"))));
  }

  private static SigningSecret secret(JsonNode json, String member) {
    return new SigningSecret(new Secret(Json.text(json, member)));
  }
}
