package io.whopship.testkit.cloudflare.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.testkit.cloudflare.rest.Ask;
import io.whopship.testkit.cloudflare.rest.Envelope;
import io.whopship.testkit.cloudflare.rest.Json;
import io.whopship.testkit.cloudflare.rest.RefusedException;
import io.whopship.testkit.cloudflare.rest.Router;
import io.whopship.testkit.http.Answer;
import io.whopship.testkit.http.Part;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;

/** The values of KV namespaces, one by one. */
final class KvValues {

  static final int LARGEST = 25 << 20;
  private static final int LONGEST_KEY = 512;
  private static final int LONGEST_METADATA = 1024;
  private static final int SHORTEST_LIFE = 60;
  private static final int PAGE = 1_000;
  private static final int FEWEST_KEYS = 10;

  private final KvSpaces spaces;
  private final InstantSource clock;
  private volatile boolean oneWriteASecond;

  KvValues(KvSpaces spaces, InstantSource clock) {
    this.spaces = spaces;
    this.clock = clock;
  }

  void addTo(Router router) {
    String value = KvSpaces.ONE + "/values/{key}";
    router.needing(KvSpaces.PERMISSION)
        .on("GET", value, this::get)
        .on("PUT", value, this::put)
        .on("DELETE", value, this::delete)
        .on("GET", KvSpaces.ONE + "/metadata/{key}", this::metadata)
        .on("GET", KvSpaces.ONE + "/keys", this::keys);
  }

  void limitToOneWriteASecond() {
    oneWriteASecond = true;
  }

  /** Whether Cloudflare would not take a write of this key yet. */
  boolean tooSoon(KvSpace space, String key) {
    return oneWriteASecond && space.justWritten(key, clock.instant());
  }

  private Answer get(Ask ask) {
    KvSpace.Value value = value(ask);
    Answer answer = Answer.of(200, "application/octet-stream", value.content());
    return value.expires() == 0
        ? answer
        : answer.with("expiration", Long.toString(value.expires()));
  }

  private KvSpace.Value value(Ask ask) {
    return spaces.of(ask)
        .get(ask.path("key"), clock.instant())
        .orElseThrow(() -> new RefusedException(404, 10009, "get: 'key not found'"));
  }

  private Answer metadata(Ask ask) {
    JsonNode metadata = value(ask).metadata();
    return metadata.isMissingNode() ? Envelope.done() : Envelope.ok(metadata);
  }

  /** The value is the body, or a part of a form beside its metadata. */
  private Answer put(Ask ask) {
    KvSpace space = spaces.of(ask);
    String key = ask.path("key");
    JsonNode metadata = MissingNode.getInstance();
    byte[] content = ask.request().body();
    if (ask.request().isForm()) {
      content = part(ask, "value").bytes();
      if (ask.parts().stream().anyMatch(part -> part.name().equals("metadata"))) {
        metadata = Json.parse(part(ask, "metadata").bytes())
            .orElseThrow(() -> new RefusedException(400, 10012, "put: 'metadata' is no JSON"));
      }
    }
    KvSpace.Value value = value(key, content, metadata,
        ask.number("expiration", 0), ask.number("expiration_ttl", 0));
    if (tooSoon(space, key)) { // the code is not confirmed
      throw new RefusedException(429, 10058, "put: '" + key + "' was written a moment ago");
    }
    space.put(key, value, clock.instant());
    return Envelope.done();
  }

  private static Part part(Ask ask, String name) {
    return ask.parts()
        .stream()
        .filter(part -> part.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new RefusedException(400, 10012, "put: no part '" + name + "'"));
  }

  /** Checks limits, and counts from now when it expires. */
  KvSpace.Value value(String key, byte[] content, JsonNode metadata, long expires, long seconds) {
    int length = key.getBytes(StandardCharsets.UTF_8).length;
    if (length == 0 || length > LONGEST_KEY) {
      throw new RefusedException(400, 10030,
          "put: a key has 1 to " + LONGEST_KEY + " bytes, but this has " + length);
    }
    if (content.length > LARGEST) {
      throw new RefusedException(413, 10031,
          "put: a value has at most 25 MiB, but this has " + content.length + " bytes");
    }
    if (!metadata.isMissingNode() && Json.text(metadata).length() > LONGEST_METADATA) {
      throw new RefusedException(413, 10032, "put: metadata has at most 1,024 bytes");
    }
    long now = clock.instant().getEpochSecond();
    long end = seconds == 0 ? expires : now + seconds;
    if (end != 0 && end < now + SHORTEST_LIFE) {
      throw new RefusedException(400, 10034,
          "put: a value lives at least 60 seconds, but this would live " + (end - now));
    }
    return new KvSpace.Value(content, metadata, end);
  }

  private Answer delete(Ask ask) {
    spaces.of(ask).delete(ask.path("key"), clock.instant());
    return Envelope.done();
  }

  private Answer keys(Ask ask) {
    int limit = ask.number("limit", PAGE);
    if (limit < FEWEST_KEYS || limit > PAGE) {
      throw new RefusedException(400, 10029,
          "list keys: 'limit' is between 10 and 1,000, but this is " + limit);
    }
    KvSpace space = spaces.of(ask);
    List<String> found = space.keys(ask.query("prefix").orElse(""),
        ask.query("cursor").orElse(""), limit + 1, clock.instant());
    List<String> shown = found.subList(0, Math.min(limit, found.size()));
    return Envelope.page(Json.array(shown.stream().map(key -> json(space, key)).toList()),
        Json.object()
            .put("count", shown.size())
            .put("cursor", found.size() > limit ? shown.getLast() : ""));
  }

  private ObjectNode json(KvSpace space, String key) {
    ObjectNode json = Json.object().put("name", key);
    space.get(key, clock.instant()).ifPresent(value -> {
      if (value.expires() != 0) {
        json.put("expiration", value.expires());
      }
      if (!value.metadata().isMissingNode()) {
        json.set("metadata", value.metadata());
      }
    });
    return json;
  }
}
