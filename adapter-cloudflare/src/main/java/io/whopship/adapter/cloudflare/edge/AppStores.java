package io.whopship.adapter.cloudflare.edge;

import io.vertx.core.json.JsonObject;
import io.whopship.adapter.cloudflare.api.Buckets;
import io.whopship.adapter.cloudflare.api.KeyValues;
import io.whopship.ports.driven.Edge.Progress;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.artifact.Binding;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Gives each app KV namespaces and buckets of its own, the same to all of its versions. What an app
 * was given is written down, so that it can be found again when the app is deleted.
 */
final class AppStores {

  private final Installation installation;
  private final KeyValues keyValues;
  private final Buckets buckets;
  private final R2Objects objects;
  private final String records;

  /**
   * @param records the KV namespace in which is written what apps were given
   */
  AppStores(Installation installation, KeyValues keyValues, Buckets buckets, R2Objects objects,
      String records) {
    this.installation = installation;
    this.keyValues = keyValues;
    this.buckets = buckets;
    this.objects = objects;
    this.records = records;
  }

  /**
   * What an app was given.
   *
   * @param keyValues ids of KV namespaces by name of binding; {@code buckets} likewise
   */
  record Given(Map<String, String> keyValues, Map<String, String> buckets) {

    Given {
      keyValues = Map.copyOf(keyValues);
      buckets = Map.copyOf(buckets);
    }
  }

  /** The same, of which somebody is told what is tried again. */
  AppStores telling(Progress progress) {
    return new AppStores(installation, keyValues.telling(progress), buckets.telling(progress),
        objects, records);
  }

  /** What there is for the bindings of a release, and was for those before it. */
  Given allot(AppId app, List<Binding> bindings) {
    Given before = read(app).orElseGet(() -> new Given(Map.of(), Map.of()));
    Map<String, String> namespaces = new TreeMap<>(before.keyValues());
    Map<String, String> bucketNames = new TreeMap<>(before.buckets());
    try {
      for (Binding binding : bindings) {
        String name = binding.name();
        if (binding instanceof Binding.KeyValue && !namespaces.containsKey(name)) {
          namespaces.put(name, keyValues.allot(installation.keyValue(app, name)));
        } else if (binding instanceof Binding.Bucket && !bucketNames.containsKey(name)) {
          buckets.allot(installation.bucket(app, name));
          bucketNames.put(name, installation.bucket(app, name));
        }
      }
    } finally { // what was given before something failed must be found, too
      writeIfChanged(app, before, new Given(namespaces, bucketNames));
    }
    return new Given(namespaces, bucketNames);
  }

  private void writeIfChanged(AppId app, Given before, Given now) {
    if (!now.equals(before)) {
      write(app, now);
    }
  }

  /** Removes all that an app was given, with what it holds. */
  void forget(AppId app) {
    Optional<Given> given = read(app);
    if (given.isEmpty()) {
      return;
    }
    given.get().keyValues().values().forEach(keyValues::drop);
    given.get().buckets().values().forEach(bucket -> {
      objects.removeAll(bucket, "");
      buckets.drop(bucket);
    });
    keyValues.removeAll(records, List.of(key(app)));
  }

  private Optional<Given> read(AppId app) {
    return keyValues.getJson(records, key(app)).map(bytes -> decode(app, bytes));
  }

  private static Given decode(AppId app, byte[] bytes) {
    try {
      JsonObject json = new JsonObject(new String(bytes, StandardCharsets.UTF_8));
      return new Given(texts(json.getJsonObject("kv")), texts(json.getJsonObject("r2")));
    } catch (RuntimeException e) { // whatever JSON of another make comes to
      throw new PortException.Corrupt("The record of what app " + app
          + " was given, in Workers KV, cannot be read: " + e.getMessage(), e);
    }
  }

  private void write(AppId app, Given given) {
    JsonObject json = new JsonObject().put("kv", new JsonObject(Map.copyOf(given.keyValues())))
        .put("r2", new JsonObject(Map.copyOf(given.buckets())));
    keyValues.put(records, key(app), json.encode().getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, String> texts(JsonObject json) {
    Map<String, String> texts = new TreeMap<>();
    json.forEach(member -> texts.put(member.getKey(), (String) member.getValue()));
    return texts;
  }

  private static String key(AppId app) {
    return "app:" + app;
  }
}
