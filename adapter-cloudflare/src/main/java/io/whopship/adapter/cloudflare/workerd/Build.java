package io.whopship.adapter.cloudflare.workerd;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is kept in memory of a release, for skew protection. */
final class Build {

  /** Of a release that is not there. */
  static final Build NONE = of(null, List.of());

  private final @Nullable String deploymentId;

  /**
   * A hash of each path, in their order: eight bytes, where a path takes a hundred. That two of a
   * billion paths are taken for one would do no harm either: the file is then not found.
   */
  private final long[] files;

  private Build(@Nullable String deploymentId, long[] files) {
    this.deploymentId = deploymentId;
    this.files = files;
  }

  /** @param deploymentId what Next.js calls it; {@code null} if it has no such name */
  static Build of(@Nullable String deploymentId, Collection<String> paths) {
    return new Build(deploymentId, paths.stream().mapToLong(Build::hash).sorted().toArray());
  }

  boolean isCalled(String name) {
    return name.equals(deploymentId);
  }

  int size() {
    return files.length;
  }

  boolean hasFile(String path) {
    return Arrays.binarySearch(files, hash(path)) >= 0;
  }

  /** FNV-1a, of 64 bits, over UTF-16. */
  private static long hash(String path) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < path.length(); i++) {
      hash = (hash ^ path.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
