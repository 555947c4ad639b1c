package io.whopship.testkit.cloudflare.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.testkit.http.Answer;

/** The object around every result and every error. */
public final class Envelope {

  private Envelope() {}

  public static Answer ok(JsonNode result) {
    return Answer.json(200, Json.text(success(result)));
  }

  /** Of something that is gone, or has nothing to say. */
  public static Answer done() {
    return ok(NullNode.getInstance());
  }

  public static Answer page(JsonNode result, ObjectNode info) {
    ObjectNode envelope = success(result);
    envelope.set("result_info", info);
    return Answer.json(200, Json.text(envelope));
  }

  /** The assets' family says null where others have an empty list. */
  public static Answer assets(int status, ObjectNode result) {
    ObjectNode envelope = Json.object();
    envelope.set("result", result);
    return Answer.json(status,
        Json.text(envelope.put("success", true).putNull("errors").putNull("messages")));
  }

  public static Answer error(int status, int code, String message) {
    ObjectNode envelope = Json.object().putNull("result").put("success", false);
    envelope.putArray("errors").addObject().put("code", code).put("message", message);
    envelope.putArray("messages");
    return Answer.json(status, Json.text(envelope));
  }

  /** The same answer, but with null for its result. */
  public static Answer withoutResult(Answer answer) {
    return Json.parse(answer.body())
        .map(body -> Answer.json(answer.status(), Json.text(((ObjectNode) body).putNull("result"))))
        .orElse(answer);
  }

  private static ObjectNode success(JsonNode result) {
    ObjectNode envelope = Json.object();
    envelope.set("result", result);
    envelope.put("success", true);
    envelope.putArray("errors");
    envelope.putArray("messages");
    return envelope;
  }
}
