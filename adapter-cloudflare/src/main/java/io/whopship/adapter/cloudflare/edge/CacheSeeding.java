package io.whopship.adapter.cloudflare.edge;

import static java.util.function.Predicate.not;

import io.whopship.adapter.cloudflare.api.KeyValues;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.Edge.Progress;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.artifact.CacheFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Puts the pages of a build where its worker will look for them, unless they are there: then the
 * worker may have rendered newer ones.
 */
final class CacheSeeding {

  /** Content that is in memory at once. */
  private static final long BATCH_BYTES = 16L * 1024 * 1024;

  private final KeyValues keyValues;
  private final R2Objects objects;

  CacheSeeding(KeyValues keyValues, R2Objects objects) {
    this.keyValues = keyValues;
    this.objects = objects;
  }

  /** The same, of which somebody is told what is tried again. */
  CacheSeeding telling(Progress progress) {
    return new CacheSeeding(keyValues.telling(progress), objects);
  }

  /** Answers how many pages were put there. */
  int seed(CachePlace place, List<CacheFile> cache, OpenArtifact content) {
    Set<String> there = cache.stream()
        .map(CacheFile::buildId)
        .distinct()
        .flatMap(build -> keys(place, build).stream())
        .collect(Collectors.toSet());
    List<CacheFile> missing = cache.stream()
        .filter(not(file -> there.contains(file.key(place.prefix()))))
        .toList();
    Map<String, byte[]> batch = new HashMap<>();
    long bytes = 0;
    for (CacheFile file : missing) {
      byte[] value = read(file, content);
      bytes += value.length;
      batch.put(file.key(place.prefix()), value);
      if (bytes >= BATCH_BYTES) {
        putAll(place, batch);
        batch.clear();
        bytes = 0;
      }
    }
    putAll(place, batch);
    return missing.size();
  }

  /** Removes what a build ever had there. */
  void removeBuild(CachePlace place, String build) {
    switch (place.kind()) {
      case KEY_VALUE -> keyValues.removeAllBelow(place.store(),
          CacheFile.keyPrefix(place.prefix(), build));
      case BUCKET -> objects.removeAll(place.store(), CacheFile.keyPrefix(place.prefix(), build));
    }
  }

  private Set<String> keys(CachePlace place, String build) {
    String prefix = CacheFile.keyPrefix(place.prefix(), build);
    return switch (place.kind()) {
      case KEY_VALUE -> {
        Set<String> keys = new HashSet<>();
        keyValues.forEachKey(place.store(), prefix, keys::add);
        yield keys;
      }
      case BUCKET -> objects.keys(place.store(), prefix);
    };
  }

  private void putAll(CachePlace place, Map<String, byte[]> values) {
    if (values.isEmpty()) {
      return;
    }
    switch (place.kind()) {
      case KEY_VALUE -> keyValues.putAll(place.store(), values);
      case BUCKET -> objects.putAll(place.store(), values);
    }
  }

  private static byte[] read(CacheFile file, OpenArtifact content) {
    try (InputStream in = content.read(file.source())) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new PortException.Corrupt(
          "The cache of the build cannot be read: " + file.path() + ": " + e.getMessage(), e);
    }
  }
}
