package io.whopship.adapter.cloudflare.workerd.storage;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/** What an R2 binding asks: JSON, in which large numbers may be texts. */
record R2Request(JsonObject json) {

  /** More than what bindings know of attributes in any real use. */
  private static final int MAX_ATTRIBUTE_BYTES = 16 * 1024;
  private static final int MAX_CUSTOM_BYTES = 2048;
  private static final int MAX_KEY_BYTES = 1024;

  static R2Request read(String text) throws RefusedException {
    try {
      return new R2Request(new JsonObject(text));
    } catch (DecodeException e) {
      throw RefusedException.r2(R2Fault.INVALID_ARGUMENT, "The request cannot be read: "
          + e.getMessage());
    }
  }

  String method() {
    return json.getString("method", "");
  }

  /** The key; of 1 to 1024 bytes. */
  String object() throws RefusedException {
    return checked(json.getString("object", ""));
  }

  static String checked(String key) throws RefusedException {
    int length = key.getBytes(StandardCharsets.UTF_8).length;
    if (length < 1 || length > MAX_KEY_BYTES) {
      throw RefusedException.r2(R2Fault.INVALID_NAME, "The specified object name is not valid: it"
          + " has " + length + " bytes of UTF-8, but must have 1 to " + MAX_KEY_BYTES + ".");
    }
    return key;
  }

  String text(String name) {
    return json.getString(name, "");
  }

  boolean has(String name) {
    return json.getValue(name) != null;
  }

  JsonArray array(String name) {
    return json.getJsonArray(name, new JsonArray());
  }

  static long number(JsonObject json, String name, long absent) {
    return switch (json.getValue(name)) {
      case Number number -> number.longValue();
      case String text -> Long.parseLong(text);
      case null, default -> absent;
    };
  }

  long number(String name, long absent) {
    return number(json, name, absent);
  }

  /** What the worker wants to be kept beside the object. */
  JsonObject describedBy() throws RefusedException {
    if (has("ssec")) {
      throw RefusedException.r2(R2Fault.NOT_SUPPORTED,
          "Keys of one's own (ssecKey) are not supported on this edge. Leave the option out.");
    }
    JsonObject beside = new JsonObject();
    JsonArray custom = array(R2Object.CUSTOM_FIELDS);
    long customBytes = custom.stream()
        .map(JsonObject.class::cast)
        .mapToLong(field -> bytes(field.getString("k", "")) + bytes(field.getString("v", "")))
        .sum();
    if (customBytes > MAX_CUSTOM_BYTES) {
      throw RefusedException.r2(R2Fault.METADATA_TOO_LARGE, "Your metadata headers exceed the"
          + " maximum allowed metadata size: customMetadata has " + customBytes
          + " bytes, but may have " + MAX_CUSTOM_BYTES + ".");
    }
    if (!custom.isEmpty()) {
      beside.put(R2Object.CUSTOM_FIELDS, custom);
    }
    if (has(R2Object.HTTP_FIELDS)) {
      beside.put(R2Object.HTTP_FIELDS, json.getJsonObject(R2Object.HTTP_FIELDS));
    }
    long all = bytes(beside.encode());
    if (all > MAX_ATTRIBUTE_BYTES) {
      throw RefusedException.r2(R2Fault.METADATA_TOO_LARGE, "Your metadata headers exceed the"
          + " maximum allowed metadata size: all metadata has " + all + " bytes, but may have "
          + MAX_ATTRIBUTE_BYTES + ".");
    }
    return beside;
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
