package io.whopship.adapter.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A message on a WebSocket: {@code {"subject", "data", "reply"}}.
 *
 * @param data empty if there was none
 * @param reply what an answer must carry; {@code null} if none was asked for
 */
record Envelope(String subject, JsonBody data, @Nullable String reply) {

  /** So that an answer which repeats it stays short. */
  private static final int MAX_REPLY = 200;

  /** Writes the members of a message's data. */
  @FunctionalInterface
  interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  /** Reads a message. Throws a {@link Malformed} that says what is wrong with it. */
  static Envelope parse(String text) throws Malformed {
    JsonBody whole;
    try {
      whole = JsonBody.parse(text.getBytes(StandardCharsets.UTF_8));
    } catch (Refusal e) {
      throw new Malformed("invalid_json", issue(e), null);
    }
    String reply = null;
    try {
      reply = whole.textIfPresent("reply");
      if (reply != null && reply.length() > MAX_REPLY) {
        reply = null;
        throw whole.refuse("reply", "Must be " + MAX_REPLY + " characters at most");
      }
      String subject = whole.text("subject");
      JsonBody data = whole.objectIfPresent("data");
      return new Envelope(subject, data == null ? whole.noObject("data") : data, reply);
    } catch (Refusal e) {
      throw new Malformed("invalid", issue(e), reply);
    }
  }

  /** A refusal in one sentence: which member, and what is wrong with it. */
  static String issue(Refusal refusal) {
    Problem.Details details = refusal.problem().details();
    return details == null
        ? refusal.problem().message()
        : details.field() + ": " + details.issue();
  }

  /** A message as it is sent. */
  static byte[] write(String subject, @Nullable String reply, Members members) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator json = Json.writer(out)) {
      write(json, subject, reply, members);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static void write(JsonGenerator json, String subject, @Nullable String reply, Members members)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("subject", subject);
    json.writeObjectFieldStart("data");
    members.write(json);
    json.writeEndObject();
    if (reply != null) {
      json.writeStringField("reply", Json.wellFormed(reply));
    }
    json.writeEndObject();
  }

  /** The answer to what was not understood. */
  static byte[] error(@Nullable String reply, String code, String error) {
    return write("error", reply, json -> {
      json.writeStringField("code", code);
      json.writeStringField("error", Json.wellFormed(error));
    });
  }

  static byte[] unknownSubject(Envelope envelope) {
    String subject = envelope.subject();
    return error(envelope.reply(), "unknown_subject", "Unknown message subject: "
        + (subject.length() <= MAX_REPLY ? subject : subject.substring(0, MAX_REPLY) + "..."));
  }

  /** A message that cannot be read. */
  static final class Malformed extends Exception {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final String error;
    private final @Nullable String reply;

    Malformed(String code, String error, @Nullable String reply) {
      super(error, null, false, false);
      this.code = code;
      this.error = error;
      this.reply = reply;
    }

    byte[] answer() {
      return error(reply, code, error);
    }
  }
}
