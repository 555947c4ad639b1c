package io.whopship.adapter.cloudflare.edge;

import io.whopship.adapter.cloudflare.api.KeyValues;
import io.whopship.ports.driven.Edge.Progress;
import io.whopship.ports.model.rollout.ReleaseName;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The records of releases, in Workers KV. Nothing is kept in memory: another server may have placed
 * a release, or removed it.
 */
final class Releases {

  private final KeyValues keyValues;
  private final String namespace;

  Releases(KeyValues keyValues, String namespace) {
    this.keyValues = keyValues;
    this.namespace = namespace;
  }

  /** The same, of which somebody is told what is tried again. */
  Releases telling(Progress progress) {
    return new Releases(keyValues.telling(progress), namespace);
  }

  Optional<ReleaseRecord> find(ReleaseName release) {
    return keyValues.getJson(namespace, ReleaseRecord.key(release))
        .map(bytes -> ReleaseRecord.decode(release, bytes));
  }

  /** Those of these that have a record. */
  Map<ReleaseName, ReleaseRecord> find(Collection<ReleaseName> releases) {
    Map<String, ReleaseName> keys = releases.stream()
        .distinct()
        .collect(Collectors.toMap(ReleaseRecord::key, Function.identity()));
    Map<ReleaseName, ReleaseRecord> found = new HashMap<>();
    keyValues.getAll(namespace, keys.keySet()).forEach((key, bytes) -> {
      ReleaseName release = Optional.ofNullable(keys.get(key)).orElseThrow();
      found.put(release, ReleaseRecord.decode(release, bytes));
    });
    return found;
  }

  void put(ReleaseName release, ReleaseRecord record) {
    keyValues.put(namespace, ReleaseRecord.key(release), record.encode());
  }

  void remove(ReleaseName release) {
    keyValues.removeAll(namespace, List.of(ReleaseRecord.key(release)));
  }
}
