package io.whopship.adapter.cloudflare.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.whopship.adapter.cloudflare.api.Call.Trait;
import io.whopship.ports.driven.PortException.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * Many pairs of a KV namespace at once. Cloudflare takes 10,000 and 100 MB at a time, but answers
 * large ones too late rather often (524): batches are smaller, as wrangler's are.
 */
final class KeyValueBatches {

  static final int PAIRS = 1000;
  static final long BYTES = 32L << 20;
  private static final int ROUNDS = 4;

  /** Cloudflare gives no more at once. */
  private static final int KEYS_READ = 100;

  private final CloudflareApi api;
  private final Pauses pauses;

  KeyValueBatches(CloudflareApi api, Pauses pauses) {
    this.api = api;
    this.pauses = pauses;
  }

  void putAll(String path, Map<String, byte[]> values) {
    putAll(path, values, true);
  }

  void putAllSmall(String path, Map<String, byte[]> values) {
    putAll(path, values, false);
  }

  private void putAll(String path, Map<String, byte[]> values, boolean isHeavy) {
    List<String> batch = new ArrayList<>();
    long bytes = 0;
    for (Map.Entry<String, byte[]> pair : values.entrySet()) {
      long size = 4L * pair.getValue().length / 3 + pair.getKey().length();
      if (!batch.isEmpty() && (batch.size() == PAIRS || bytes + size > BYTES)) {
        put(path, batch, values, isHeavy);
        batch = new ArrayList<>();
        bytes = 0;
      }
      batch.add(pair.getKey());
      bytes += size;
    }
    put(path, batch, values, isHeavy);
  }

  private void put(String path, List<String> keys, Map<String, byte[]> values,
      boolean isHeavy) {
    String what = "the writing of " + keys.size() + " KV keys";
    untilTaken(keys, what, left -> {
      Call put = Call.put(Product.KV, path, what, pairs(left, values));
      return isHeavy ? put.with(Trait.HEAVY) : put;
    });
  }

  Map<String, byte[]> getAll(String path, List<String> keys) {
    Map<String, byte[]> found = new HashMap<>();
    for (int from = 0; from < keys.size(); from += KEYS_READ) {
      List<String> batch = keys.subList(from, Math.min(keys.size(), from + KEYS_READ));
      Call get = Call.post(Product.KV, path, "the reading of " + batch.size() + " KV keys",
          Content.json(Json.object().set("keys", Json.of(batch))))
          .with(Trait.REPEATABLE)
          .with(Trait.NEEDS_RESULT);
      api.result(get).path("values").properties().forEach(pair -> {
        if (!pair.getValue().isNull()) {
          found.put(pair.getKey(), pair.getValue().asText().getBytes(UTF_8));
        }
      });
    }
    return found;
  }

  void removeAll(String path, List<String> keys) {
    for (int from = 0; from < keys.size(); from += PAIRS) {
      List<String> batch = keys.subList(from, Math.min(keys.size(), from + PAIRS));
      String what = "the removal of " + batch.size() + " KV keys";
      untilTaken(batch, what,
          left -> Call.post(Product.KV, path, what, Content.json(Json.of(left)))
              .with(Trait.REPEATABLE)
              .with(Trait.HEAVY));
    }
  }

  private void untilTaken(List<String> keys, String what, Function<List<String>, Call> call) {
    List<String> left = keys;
    for (int round = 1; !left.isEmpty(); round++) {
      JsonNode result = api.result(call.apply(left));
      Set<String> refused = new HashSet<>();
      result.path("unsuccessful_keys").forEach(key -> refused.add(key.asText()));
      left = left.stream().filter(refused::contains).toList();
      if (left.isEmpty()) {
        return;
      }
      if (round == ROUNDS) {
        throw new Unavailable("Cloudflare did not take " + left.size() + " keys at " + what
            + ", in " + ROUNDS + " tries; one is '" + left.get(0) + "'", null);
      }
      pause(Duration.ofSeconds(round), what);
    }
  }

  private void pause(Duration time, String what) {
    try {
      pauses.pause(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable(what + " was stopped", e);
    }
  }

  private static Content pairs(List<String> keys, Map<String, byte[]> values) {
    ArrayNode all = Json.array();
    for (String key : keys) {
      all.addObject()
          .put("key", key)
          .put("value", Objects.requireNonNull(values.get(key)))
          .put("base64", true);
    }
    return Content.json(all);
  }
}
