package io.whopship.adapter.http;

import io.whopship.ports.driven.agents.ContainerHost.Done;
import io.whopship.ports.model.agents.Container;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What agents say, read with the care that everything from afar deserves. */
final class AgentMessages {

  /** What fits into the largest message, and more containers than a host has. */
  private static final int MAX_ITEMS = 20_000;

  private static final int MAX_REASON = 500;
  private static final int MAX_LOGGED = 200;

  private AgentMessages() {}

  /** Lines of a container, and the position of the first. */
  record Lines(ContainerName container, String epoch, long first, List<LogLine> lines) {}

  static Lines lines(JsonBody data) {
    ContainerName container = container(data);
    String epoch = data.value("epoch", text -> new Cursor(text, 0).epoch());
    long first = data.whole("first", 1, Long.MAX_VALUE - MAX_ITEMS);
    List<LogLine> lines = new ArrayList<>();
    for (JsonBody line : data.objects("lines", MAX_ITEMS)) {
      lines.add(line(line, container));
    }
    if (lines.isEmpty()) {
      throw data.refuse("lines", "Must have 1 member or more");
    }
    return new Lines(container, epoch, first, lines);
  }

  private static LogLine line(JsonBody line, ContainerName container) {
    Instant at = line.value("timestamp", AgentMessages::time);
    LogType type = line.value("stream", AgentMessages::type);
    String message = Json.wellFormed(line.text("message"));
    return line.checked("message", () -> new LogLine(at, type, container.value(), message));
  }

  private static LogType type(String stream) {
    return switch (stream) {
      case "stdout" -> LogType.STDOUT;
      case "stderr" -> LogType.STDERR;
      default ->
        throw new IllegalArgumentException("Must be stdout or stderr, but is '" + stream + "'");
    };
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("Must be a time as RFC 3339 has it, but is '" + text + "'",
          e);
    }
  }

  static ContainerName container(JsonBody data) {
    return data.value("containerId", ContainerName::new);
  }

  static List<Container> containers(JsonBody data) {
    return data.objects("containers", MAX_ITEMS)
        .stream()
        .map(item -> new Container(item.value("name", ContainerName::new), item.text("id"),
            item.text("image"), item.text("state"), item.text("status"),
            item.value("createdAt", AgentMessages::time)))
        .toList();
  }

  static Done done(JsonBody data) {
    return data.value("outcome", outcome -> switch (outcome) {
      case "ok" -> new Done.Ok();
      case "no_such_container" -> new Done.NoSuchContainer();
      case "refused" -> new Done.Refused(reason(data, "reason"));
      default -> throw new IllegalArgumentException(
          "Must be ok, no_such_container or refused, but is '" + outcome + "'");
    });
  }

  /** What an agent says when it cannot do what it was asked for. */
  static String error(Envelope answer) {
    return reason(answer.data(), "error");
  }

  private static String reason(JsonBody data, String member) {
    String reason = data.textIfPresent(member);
    return reason == null || reason.isBlank()
        ? "the agent gave no reason"
        : harmless(reason, MAX_REASON);
  }

  /** What is wrong with an answer, which may quote it. */
  static String issue(Refusal refusal) {
    return harmless(Envelope.issue(refusal), MAX_REASON);
  }

  /** As it may stand in the server's log. */
  static String forLog(@Nullable String text) {
    return text == null ? "" : harmless(text, MAX_LOGGED);
  }

  /** So much of a text, with question marks for what could steer a terminal. */
  private static String harmless(String text, int most) {
    StringBuilder harmless = new StringBuilder(Math.min(text.length(), most));
    for (int i = 0; i < text.length() && i < most; i++) {
      char c = text.charAt(i);
      harmless.append(Character.isISOControl(c) ? '?' : c);
    }
    return Json.wellFormed(harmless.toString());
  }
}
