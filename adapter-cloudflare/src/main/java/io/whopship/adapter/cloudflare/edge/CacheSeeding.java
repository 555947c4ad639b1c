package io.whopship.adapter.cloudflare.edge;

import static java.util.function.Predicate.not;

import io.whopship.adapter.cloudflare.api.KeyValues;
import io.whopship.adapter.cloudflare.upload.UploadMemory;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.Edge.Progress;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.artifact.CacheFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
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
  private final UploadMemory memory;

  CacheSeeding(KeyValues keyValues, R2Objects objects, UploadMemory memory) {
    this.keyValues = keyValues;
    this.objects = objects;
    this.memory = memory;
  }

  /** The same, of which somebody is told what is tried again. */
  CacheSeeding telling(Progress progress) {
    return new CacheSeeding(keyValues.telling(progress), objects, memory);
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
    List<CacheFile> batch = new ArrayList<>();
    long bytes = 0;
    for (CacheFile file : missing) {
      if (!batch.isEmpty() && bytes + file.source().size() > BATCH_BYTES) {
        put(place, batch, bytes, content);
        batch = new ArrayList<>();
        bytes = 0;
      }
      batch.add(file);
      bytes += file.source().size();
    }
    put(place, batch, bytes, content);
    return missing.size();
  }

  private void put(CachePlace place, List<CacheFile> files, long bytes, OpenArtifact content) {
    memory.whileHolding(bytes, () -> {
      Map<String, byte[]> values = new HashMap<>();
      files.forEach(file -> values.put(file.key(place.prefix()), read(file, content)));
      putAll(place, values);
    });
  }

  /**
   * Removes what a build ever had there.
   *
   * @param between run after each thousand: whoever throws there leaves the rest
   */
  void removeBuild(CachePlace place, String build, Runnable between) {
    String prefix = CacheFile.keyPrefix(place.prefix(), build);
    switch (place.kind()) {
      case KEY_VALUE -> keyValues.removeAllBelow(place.store(), prefix, between);
      case BUCKET -> objects.removeAll(place.store(), prefix, between);
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
