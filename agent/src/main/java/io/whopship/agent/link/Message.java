package io.whopship.agent.link;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A message, either way.
 *
 * @param data an object
 * @param reply comes back in the answer; {@code null} if none is awaited
 */
record Message(String subject, JsonNode data, @Nullable String reply) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads one. Throws {@link Malformed}, with what is wrong about it, for anything else. */
  static Message parse(String text) throws Malformed {
    JsonNode node;
    try {
      node = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new Malformed("invalid_json", "the message is not JSON: " + e.getOriginalMessage());
    }
    if (!node.path("subject").isTextual()) {
      throw new Malformed("invalid",
          "a message must be an object with a text 'subject', and 'data' that is an object");
    }
    JsonNode data = node.path("data");
    if (!data.isMissingNode() && !data.isObject()) {
      throw new Malformed("invalid", "data must be an object, but is " + data.getNodeType());
    }
    JsonNode reply = node.path("reply");
    return new Message(node.path("subject").textValue(),
        data.isObject() ? data : JsonNodeFactory.instance.objectNode(),
        reply.isTextual() ? reply.textValue() : null);
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** An answer to this one. */
  Message answer(String answerSubject, JsonNode answerData) {
    return new Message(answerSubject, answerData, reply);
  }

  Message error(String code, String error) {
    return answer("error", object().put("code", code).put("error", error));
  }

  /** A member that is a text. */
  String text(String member) throws Malformed {
    JsonNode value = data.path(member);
    if (!value.isTextual()) {
      throw new Malformed("invalid", "data." + member + " must be a text, but is "
          + (value.isMissingNode() ? "missing" : value.toString()));
    }
    return value.textValue();
  }

  String toJson() {
    ObjectNode node = object().put("subject", subject);
    node.set("data", data);
    if (reply != null) {
      node.put("reply", reply);
    }
    return node.toString();
  }

  /** What is not a message, or not one as agreed. */
  static final class Malformed extends Exception {

    private static final long serialVersionUID = 1L;

    private final String code;

    Malformed(String code, String message) {
      super(message);
      this.code = code;
    }

    String code() {
      return code;
    }
  }
}
