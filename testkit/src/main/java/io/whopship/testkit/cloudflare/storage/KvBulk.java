package io.whopship.testkit.cloudflare.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.testkit.cloudflare.rest.Ask;
import io.whopship.testkit.cloudflare.rest.Envelope;
import io.whopship.testkit.cloudflare.rest.Json;
import io.whopship.testkit.cloudflare.rest.RefusedException;
import io.whopship.testkit.cloudflare.rest.Router;
import io.whopship.testkit.http.Answer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Many values of a KV namespace in one call. */
final class KvBulk {

  private static final int MOST = 10_000;
  private static final int MOST_TO_GET = 100;
  private static final long LARGEST = 100L << 20;

  private final KvSpaces spaces;
  private final KvValues values;
  private final InstantSource clock;
  private final Map<String, Integer> leftOut = new ConcurrentHashMap<>();

  KvBulk(KvSpaces spaces, KvValues values, InstantSource clock) {
    this.spaces = spaces;
    this.values = values;
    this.clock = clock;
  }

  void addTo(Router router) {
    String bulk = KvSpaces.ONE + "/bulk";
    router.needing(KvSpaces.PERMISSION)
        .on("PUT", bulk, this::put)
        .on("DELETE", bulk, this::delete)
        .on("POST", bulk + "/delete", this::delete)
        .on("POST", bulk + "/get", this::get);
  }

  /** So many times from now on this key is among the unsuccessful ones. */
  void leaveOut(String key, int times) {
    leftOut.put(key, times);
  }

  private boolean isLeftOut(String key) {
    return leftOut.computeIfPresent(key, (same, times) -> times == 0 ? null : times - 1) != null;
  }

  private static JsonNode array(Ask ask) {
    JsonNode body = ask.json();
    if (!body.isArray()) {
      throw new RefusedException(400, 10012, "bulk: the body must be a JSON array");
    }
    if (body.size() > MOST || ask.request().body().length > LARGEST) {
      throw new RefusedException(413, 10012, "bulk: at most " + MOST
          + " keys and 100 MiB, but this has " + body.size() + " and "
          + ask.request().body().length + " bytes");
    }
    return body;
  }

  private Answer put(Ask ask) {
    KvSpace space = spaces.of(ask);
    List<String> unsuccessful = new ArrayList<>();
    int count = 0;
    for (JsonNode pair : array(ask)) {
      String key = pair.path("key").asText();
      KvSpace.Value value = values.value(key, content(pair), pair.path("metadata"),
          pair.path("expiration").longValue(), pair.path("expiration_ttl").longValue());
      if (isLeftOut(key) || values.tooSoon(space, key)) {
        unsuccessful.add(key);
      } else {
        space.put(key, value, clock.instant());
        count++;
      }
    }
    return done(count, unsuccessful);
  }

  private static byte[] content(JsonNode pair) {
    String text = pair.path("value").asText();
    if (!pair.path("base64").booleanValue()) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(400, 10012,
          "bulk: the value of '" + pair.path("key").asText() + "' is not base64");
    }
  }

  private Answer delete(Ask ask) {
    KvSpace space = spaces.of(ask);
    List<String> unsuccessful = new ArrayList<>();
    int count = 0;
    for (JsonNode each : array(ask)) {
      String key = each.isTextual() ? each.textValue() : each.path("name").asText();
      if (isLeftOut(key)) {
        unsuccessful.add(key);
      } else {
        space.delete(key, clock.instant());
        count++;
      }
    }
    return done(count, unsuccessful);
  }

  private static Answer done(int count, List<String> unsuccessful) {
    ObjectNode result = Json.object().put("successful_key_count", count);
    result.set("unsuccessful_keys", Json.strings(unsuccessful));
    return Envelope.ok(result);
  }

  private Answer get(Ask ask) {
    KvSpace space = spaces.of(ask);
    JsonNode keys = ask.object().path("keys");
    if (!keys.isArray() || keys.isEmpty() || keys.size() > MOST_TO_GET) {
      throw new RefusedException(400, 10029,
          "bulk get: 1 to " + MOST_TO_GET + " keys, but there are " + keys.size());
    }
    ObjectNode found = Json.object();
    for (JsonNode each : keys) {
      String key = each.asText();
      space.get(key, clock.instant())
          .ifPresentOrElse(
              value -> found.set(key, shown(value, ask.object())),
              () -> found.putNull(key));
    }
    ObjectNode result = Json.object();
    result.set("values", found);
    return Envelope.ok(result);
  }

  private static JsonNode shown(KvSpace.Value value, JsonNode wish) {
    ObjectNode shown = Json.object();
    JsonNode text = wish.path("type").asText().equals("json")
        ? Json.parse(value.content())
            .orElseThrow(
                () -> new RefusedException(400, 10012, "bulk get: a value is no JSON"))
        : shown.textNode(new String(value.content(), StandardCharsets.UTF_8));
    if (!wish.path("withMetadata").booleanValue()) {
      return text;
    }
    shown.set("value", text);
    shown.set("metadata", value.metadata().isMissingNode()
        ? shown.nullNode()
        : value.metadata());
    return shown;
  }
}
