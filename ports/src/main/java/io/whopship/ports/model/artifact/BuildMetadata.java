package io.whopship.ports.model.artifact;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a caller says of a build. All of it is optional and none of it steers anything, but for the
 * checksum.
 *
 * @param buildTime milliseconds
 * @param other texts under names of the caller's own, such as {@code gitCommit}
 */
public record BuildMetadata(@Nullable String nextVersion, @Nullable String opennextVersion,
    @Nullable String wranglerVersion, @Nullable String nodeVersion, @Nullable Long buildTime,
    @Nullable Checksum checksum, Map<String, String> other) {

  public static final BuildMetadata NONE = new BuildMetadata(null, null, null, null, null, null,
      Map.of());
  public static final int MAX_OTHER = 32;
  public static final int MAX_TEXT = 256;

  public BuildMetadata {
    requireShort("nextVersion", nextVersion);
    requireShort("opennextVersion", opennextVersion);
    requireShort("wranglerVersion", wranglerVersion);
    requireShort("nodeVersion", nodeVersion);
    if (other.size() > MAX_OTHER) {
      throw new IllegalArgumentException("metadata must have at most " + MAX_OTHER
          + " members of your own, but has " + other.size());
    }
    other.forEach((name, value) -> {
      requireShort("a member's name", name);
      requireShort(name, value);
    });
    other = Collections.unmodifiableMap(new TreeMap<>(other));
  }

  private static void requireShort(String member, @Nullable String text) {
    if (text != null && text.length() > MAX_TEXT) {
      throw new IllegalArgumentException("metadata: " + member + " must be at most " + MAX_TEXT
          + " characters, but has " + text.length());
    }
  }
}
