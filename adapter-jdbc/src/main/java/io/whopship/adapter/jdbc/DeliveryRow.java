package io.whopship.adapter.jdbc;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.whopship.ports.model.webhooks.Attempt;
import io.whopship.ports.model.webhooks.Delivery;
import io.whopship.ports.model.webhooks.DeliveryId;
import io.whopship.ports.model.webhooks.DeliveryState;
import io.whopship.ports.model.webhooks.Message;
import io.whopship.ports.model.webhooks.SendResult;
import io.whopship.ports.model.webhooks.WebhookId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** The tables of deliveries and of attempts. */
final class DeliveryRow {

  static final String SELECT = "select id, webhook, message_id, type, event_at, body, delivered,"
      + " tries, next_at, ended_at, created_at from webhook_deliveries ";

  private record Numbered(DeliveryId delivery, Attempt attempt) {}

  private DeliveryRow() {}

  /** What a query for rows finds, with the attempts. */
  static List<Delivery> list(Handle handle, Query deliveries) {
    List<Delivery> found = deliveries.map(DeliveryRow::read).list();
    if (found.isEmpty()) {
      return found;
    }
    Map<DeliveryId, List<Attempt>> attempts = handle
        .createQuery("select * from webhook_attempts where delivery in (<ids>)"
            + " order by delivery, number")
        .bindList("ids", found.stream().map(delivery -> delivery.id().value()).toList())
        .map((row, context) -> new Numbered(new DeliveryId(row.getLong("delivery")), attempt(row)))
        .stream()
        .collect(groupingBy(Numbered::delivery, mapping(Numbered::attempt, toList())));
    return found.stream()
        .map(delivery -> new Delivery(delivery.id(), delivery.webhook(), delivery.message(),
            delivery.state(), attempts.getOrDefault(delivery.id(), List.of()),
            delivery.createdAt()))
        .toList();
  }

  /** Without the attempts. */
  static Delivery read(ResultSet row, StatementContext context) throws SQLException {
    return new Delivery(new DeliveryId(row.getLong("id")), new WebhookId(row.getLong("webhook")),
        message(row), state(row), List.of(), InstantArgument.read(row, "created_at"));
  }

  private static Message message(ResultSet row) throws SQLException {
    return new Message(row.getString("message_id"), row.getString("type"),
        InstantArgument.read(row, "event_at"), row.getString("body"));
  }

  private static DeliveryState state(ResultSet row) throws SQLException {
    OffsetDateTime next = row.getObject("next_at", OffsetDateTime.class);
    if (next != null) {
      return new DeliveryState.Waiting(next.toInstant(), row.getInt("tries"));
    }
    return row.getBoolean("delivered")
        ? new DeliveryState.Delivered(InstantArgument.read(row, "ended_at"))
        : new DeliveryState.Failed(InstantArgument.read(row, "ended_at"));
  }

  static void write(Handle handle, DeliveryId id, DeliveryState state) {
    Update update = handle.createUpdate("update webhook_deliveries set delivered = :delivered,"
        + " tries = :tries, next_at = :next, ended_at = :ended where id = :id")
        .bind("id", id.value());
    switch (state) {
      case DeliveryState.Waiting(var next, int tries) -> update.bind("delivered", false)
          .bind("tries", tries)
          .bind("next", next)
          .bindNull("ended", Types.TIMESTAMP_WITH_TIMEZONE);
      case DeliveryState.Delivered(var at) -> update.bind("delivered", true)
          .bind("tries", 0)
          .bindNull("next", Types.TIMESTAMP_WITH_TIMEZONE)
          .bind("ended", at);
      case DeliveryState.Failed(var at) -> update.bind("delivered", false)
          .bind("tries", 0)
          .bindNull("next", Types.TIMESTAMP_WITH_TIMEZONE)
          .bind("ended", at);
    }
    update.execute();
  }

  static void add(Handle handle, DeliveryId id, Attempt attempt) {
    Update insert = handle.createUpdate("insert into webhook_attempts (delivery, number, begun_at,"
        + " millis, outcome, status, detail, retry_after_seconds) select :delivery,"
        + " coalesce(max(number), 0) + 1, :begunAt, :millis, :outcome, :status, :detail, :retryAfter"
        + " from webhook_attempts where delivery = :delivery")
        .bind("delivery", id.value())
        .bind("begunAt", attempt.at())
        .bind("millis", attempt.took().toMillis());
    switch (attempt.result()) {
      case SendResult.Answered(int status, String excerpt, var retryAfter) ->
        bind(insert, "answered", status, excerpt,
            retryAfter == null ? null : retryAfter.toSeconds());
      case SendResult.Unreachable(String reason) ->
        bind(insert, "unreachable", null, reason, null);
      case SendResult.Forbidden(String reason) -> bind(insert, "forbidden", null, reason, null);
    }
    insert.execute();
  }

  private static void bind(Update insert, String outcome, @Nullable Integer status, String detail,
      @Nullable Long retryAfter) {
    insert.bind("outcome", outcome)
        .bind("status", status)
        .bind("detail", detail)
        .bind("retryAfter", retryAfter);
  }

  private static Attempt attempt(ResultSet row) throws SQLException {
    return new Attempt(InstantArgument.read(row, "begun_at"),
        Duration.ofMillis(row.getLong("millis")), result(row));
  }

  private static SendResult result(ResultSet row) throws SQLException {
    String outcome = row.getString("outcome");
    String detail = row.getString("detail");
    return switch (outcome) {
      case "answered" -> {
        Long seconds = row.getObject("retry_after_seconds", Long.class);
        Duration retryAfter = seconds == null ? null : Duration.ofSeconds(seconds);
        yield new SendResult.Answered(row.getInt("status"), detail, retryAfter);
      }
      case "unreachable" -> new SendResult.Unreachable(detail);
      case "forbidden" -> new SendResult.Forbidden(detail);
      default -> throw new IllegalArgumentException("unknown outcome '" + outcome + "'");
    };
  }
}
