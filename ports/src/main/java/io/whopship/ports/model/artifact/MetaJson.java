package io.whopship.ports.model.artifact;

import org.jspecify.annotations.Nullable;

/** What the {@code meta.json} of an artifact says. Its checksum member counts for nothing. */
public sealed interface MetaJson {

  /** There is none, which is fine. */
  record Absent() implements MetaJson {}

  /**
   * It is there and could be read.
   *
   * @param runtime {@code null} if it says nothing of that
   */
  record Parsed(BuildMetadata build, @Nullable RuntimeSettings runtime) implements MetaJson {}

  /** It is there and is not what it should be: {@code reason} names the member or the place. */
  record Malformed(String reason) implements MetaJson {}
}
