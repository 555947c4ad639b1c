package io.whopship.adapter.cloudflare.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.adapter.cloudflare.api.Call.Trait;
import io.whopship.ports.driven.Edge.Progress;
import io.whopship.ports.driven.PortException.Corrupt;
import io.whopship.ports.driven.PortException.Unavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The KV namespaces of the account, each known by its id. */
public final class KeyValues {

  private static final int NO_KEY = 10009;
  private static final int NO_NAMESPACE = 10013;
  private static final int TITLE_IS_TAKEN = 10014;
  private static final int PAGE = 1000;

  private final CloudflareApi api;
  private final String path;
  private final WritePace pace;
  private final KeyValueBatches batches;

  KeyValues(CloudflareApi api, WritePace pace, Pauses pauses) {
    this.api = api;
    this.path = api.account() + "/storage/kv/namespaces";
    this.pace = pace;
    this.batches = new KeyValueBatches(api, pauses);
  }

  /** The same, of which somebody is told what is tried again. */
  public KeyValues telling(Progress progress) {
    return api.telling(progress).keyValues();
  }

  /**
   * The same, whose calls are sent within so long from now, or not at all: then they throw
   * {@link Unavailable}.
   */
  public KeyValues sendingWithin(Duration time) {
    return api.sendingWithin(time).keyValues();
  }

  /** The id of the namespace with this title; empty if there is none. */
  public Optional<String> find(String title) {
    List<String> found = new ArrayList<>();
    forEachNamespace(namespace -> {
      if (namespace.path("title").asText().equals(title)) {
        found.add(namespace.path("id").asText());
      }
      return found.isEmpty();
    });
    return found.stream().findFirst();
  }

  /** The ids of the namespaces whose titles begin so, in no order. */
  public List<String> titled(String prefix) {
    List<String> found = new ArrayList<>();
    forEachNamespace(namespace -> {
      if (namespace.path("title").asText().startsWith(prefix)) {
        found.add(namespace.path("id").asText());
      }
      return true;
    });
    return found;
  }

  /** For as long as it wants more. */
  private void forEachNamespace(Predicate<JsonNode> action) {
    String first = "";
    for (int page = 1;; page++) {
      JsonNode found = api.result(Call.get(Product.KV,
          path + "?per_page=" + PAGE + "&order=title&direction=asc&page=" + page,
          "the list of KV namespaces").with(Trait.NEEDS_RESULT));
      String head = found.path(0).path("id").asText("");
      if (head.isEmpty() || head.equals(first)) { // no page, or one that does not move on
        return;
      }
      for (JsonNode namespace : found) {
        if (!action.test(namespace)) {
          return;
        }
      }
      first = head;
    }
  }

  /** Creates a namespace unless there is one of this title already; answers its id either way. */
  public String allot(String title) {
    Call create = Call
        .post(Product.KV, path, "the creation of KV namespace " + title,
            Content.json(Json.object().put("title", title)))
        .with(Trait.REPEATABLE)
        .with(Trait.NEEDS_RESULT);
    return switch (api.send(create)) {
      case Reply.Done done -> done.result().path("id").asText();
      case Reply.Refused refused when refused.has(TITLE_IS_TAKEN) ->
        find(title).orElseThrow(() -> new Unavailable("Cloudflare says that a KV namespace "
            + title + " is there, but does not list it", null));
      case Reply.Refused refused -> throw refused.asException();
    };
  }

  /** Removes a namespace with all it holds. That there is none is fine. */
  public void drop(String namespace) {
    Call delete = Call.delete(Product.KV, of(namespace), "the removal of a KV namespace");
    if (api.send(delete) instanceof Reply.Refused refused && !refused.has(NO_NAMESPACE)) {
      throw refused.asException();
    }
  }

  /** The value as it was written last; empty if there is none. */
  public Optional<byte[]> get(String namespace, String key) {
    return read(reading(namespace, key), key);
  }

  /** As {@link #get}, of JSON: what is none did not come whole, and is asked for again. */
  public Optional<byte[]> getJson(String namespace, String key) {
    return read(reading(namespace, key).with(Trait.JSON), key);
  }

  private Call reading(String namespace, String key) {
    return Call.get(Product.KV, value(namespace, key), "the reading of KV key " + key)
        .with(Trait.RAW);
  }

  private Optional<byte[]> read(Call call, String key) {
    return switch (api.send(call)) {
      case Reply.Done done -> Optional.of(bytes(done.result(), key));
      case Reply.Refused refused when refused.has(NO_KEY) -> Optional.empty();
      case Reply.Refused refused -> throw refused.asException();
    };
  }

  private static byte[] bytes(JsonNode node, String key) {
    try {
      return node.binaryValue();
    } catch (IOException e) {
      throw new Corrupt("KV key " + key + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Those of these keys that are there, with the value written last: a text in UTF-8. */
  public Map<String, byte[]> getAll(String namespace, Collection<String> keys) {
    return batches.getAll(of(namespace) + "/bulk/get", List.copyOf(keys));
  }

  /** Writes a value. One key takes one write a second; a write that comes sooner waits. */
  public void put(String namespace, String key, byte[] value) {
    String target = value(namespace, key);
    pace.write(target, () -> api.result(Call.put(Product.KV, target, "the writing of KV key " + key,
        Content.bytes("application/octet-stream", value))));
  }

  /** Writes many values, each at most 25 MiB; those that Cloudflare did not take are sent again. */
  public void putAll(String namespace, Map<String, byte[]> values) {
    batches.putAll(of(namespace) + "/bulk", values);
  }

  /** As {@link #putAll}, of small values: each call has the time of any other. */
  public void putAllSmall(String namespace, Map<String, byte[]> values) {
    batches.putAllSmall(of(namespace) + "/bulk", values);
  }

  /** Tells of every key that begins so, in the order of the keys. */
  public void forEachKey(String namespace, String prefix, Consumer<String> action) {
    Cursors.forEach(api, Product.KV,
        of(namespace) + "/keys?limit=" + PAGE + "&prefix=" + Call.segment(prefix),
        "the list of KV keys", item -> action.accept(item.path("name").asText()));
  }

  /** Removes these keys. That some are not there is fine. */
  public void removeAll(String namespace, List<String> keys) {
    batches.removeAll(of(namespace) + "/bulk/delete", keys);
  }

  /**
   * Removes all keys that begin so, while they are listed: there may be a million of them.
   *
   * @param between run after each thousand: whoever throws there leaves the rest
   */
  public void removeAllBelow(String namespace, String prefix, Runnable between) {
    List<String> some = new ArrayList<>();
    forEachKey(namespace, prefix, key -> {
      some.add(key);
      if (some.size() == PAGE) {
        removeAll(namespace, some);
        some.clear();
        between.run();
      }
    });
    removeAll(namespace, some);
  }

  private String of(String namespace) {
    return path + "/" + Call.segment(namespace);
  }

  private String value(String namespace, String key) {
    return of(namespace) + "/values/" + Call.segment(key);
  }
}
