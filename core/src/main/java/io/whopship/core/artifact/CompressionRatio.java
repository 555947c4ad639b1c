package io.whopship.core.artifact;

import com.google.common.math.LongMath;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.Problem;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * An artifact does not unpack to many times its size. What does is no build of a site: it is made
 * to cost whoever reads it.
 */
final class CompressionRatio implements EntryPolicy {

  /** Builds have about 4, deflate can have 1,032. */
  private static final long MAX_RATIO = 100;

  /** Unpacked: less costs nobody much. */
  private static final long MIN_BYTES = 100L * 1024 * 1024;

  @Override
  public List<Problem> problems(List<ArtifactEntry> entries) {
    long size = sum(entries, ArtifactEntry::size);
    long packedSize = sum(entries, ArtifactEntry::packedSize);
    if (size <= MIN_BYTES || size / MAX_RATIO <= packedSize) {
      return List.of();
    }
    ArtifactEntry largest = Collections.max(entries,
        Comparator.comparingLong(ArtifactEntry::size));
    return List.of(new Problem("compression-ratio", largest.name(),
        "has " + Sizes.size(largest.size()) + " unpacked in "
            + Sizes.size(largest.packedSize()) + "; the artifact has " + Sizes.size(size)
            + " in " + Sizes.size(packedSize) + ", the limit is " + MAX_RATIO
            + " times as much"));
  }

  private static long sum(List<ArtifactEntry> entries, ToLongFunction<ArtifactEntry> bytes) {
    return entries.stream().mapToLong(bytes).reduce(0, LongMath::saturatedAdd);
  }
}
