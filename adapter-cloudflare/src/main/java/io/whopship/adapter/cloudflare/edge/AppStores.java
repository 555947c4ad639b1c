package io.whopship.adapter.cloudflare.edge;

import static java.util.function.Predicate.not;

import io.vertx.core.json.JsonArray;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

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

  /**
   * What is written down.
   *
   * @param making the bindings whose buckets are about to be made, or were made by a server that
   * ended before it could say so. A KV namespace is found by its title alone.
   */
  private record Notes(Given given, Set<String> making) {

    private Notes {
      making = Set.copyOf(making);
    }
  }

  /** The same, of which somebody is told what is tried again. */
  AppStores telling(Progress progress) {
    return new AppStores(installation, keyValues.telling(progress), buckets.telling(progress),
        objects, records);
  }

  /** What there is for the bindings of a release, and was for those before it. */
  Given allot(AppId app, List<Binding> bindings) {
    Notes before = read(app);
    Map<String, String> namespaces = new TreeMap<>(before.given().keyValues());
    Map<String, String> bucketNames = new TreeMap<>(before.given().buckets());
    Set<String> making = new TreeSet<>(before.making());
    bindings.stream()
        .filter(Binding.Bucket.class::isInstance)
        .map(Binding::name)
        .filter(not(bucketNames::containsKey))
        .forEach(making::add);
    Notes begun = new Notes(before.given(), making);
    writeIfChanged(app, before, begun);
    try {
      for (Binding binding : bindings) {
        String name = binding.name();
        if (binding instanceof Binding.KeyValue && !namespaces.containsKey(name)) {
          namespaces.put(name, keyValues.allot(installation.keyValue(app, name)));
        } else if (binding instanceof Binding.Bucket && !bucketNames.containsKey(name)) {
          bucketNames.put(name, make(app, name, making));
        }
      }
    } finally { // what was given before something failed must be found, too
      writeIfChanged(app, begun, new Notes(new Given(namespaces, bucketNames), making));
    }
    return new Given(namespaces, bucketNames);
  }

  private String make(AppId app, String binding, Set<String> making) {
    String bucket = installation.bucket(app, binding);
    try {
      buckets.allot(bucket);
    } catch (PortException.Rejected e) {
      making.remove(binding); // a refusal makes nothing
      throw e;
    }
    making.remove(binding);
    return bucket;
  }

  private void writeIfChanged(AppId app, Notes before, Notes now) {
    if (!now.equals(before)) {
      write(app, now);
    }
  }

  /** Removes all that an app was given, or that was made for it, with what it holds. */
  void forget(AppId app) {
    Notes notes = read(app);
    Set<String> namespaces = new TreeSet<>(notes.given().keyValues().values());
    namespaces.addAll(keyValues.titled(installation.keyValue(app, "")));
    namespaces.forEach(keyValues::drop);
    Set<String> doomed = new TreeSet<>(notes.given().buckets().values());
    notes.making().forEach(binding -> doomed.add(installation.bucket(app, binding)));
    doomed.forEach(bucket -> {
      objects.removeAll(bucket, "", () -> {
      });
      buckets.drop(bucket);
    });
    keyValues.removeAll(records, List.of(key(app)));
  }

  private Notes read(AppId app) {
    return keyValues.getJson(records, key(app))
        .map(bytes -> decode(app, bytes))
        .orElseGet(() -> new Notes(new Given(Map.of(), Map.of()), Set.of()));
  }

  private static Notes decode(AppId app, byte[] bytes) {
    try {
      JsonObject json = new JsonObject(new String(bytes, StandardCharsets.UTF_8));
      return new Notes(
          new Given(texts(json.getJsonObject("kv")), texts(json.getJsonObject("r2"))),
          json.getJsonArray("making", new JsonArray())
              .stream()
              .map(String.class::cast)
              .collect(Collectors.toSet()));
    } catch (RuntimeException e) { // whatever JSON of another make comes to
      throw new PortException.Corrupt("The record of what app " + app
          + " was given, in Workers KV, cannot be read: " + e.getMessage(), e);
    }
  }

  private void write(AppId app, Notes notes) {
    JsonObject json = new JsonObject()
        .put("kv", new JsonObject(Map.copyOf(notes.given().keyValues())))
        .put("r2", new JsonObject(Map.copyOf(notes.given().buckets())));
    if (!notes.making().isEmpty()) {
      json.put("making", new JsonArray(notes.making().stream().sorted().toList()));
    }
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
