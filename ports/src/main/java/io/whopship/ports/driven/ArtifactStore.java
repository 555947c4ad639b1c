package io.whopship.ports.driven;

import io.whopship.ports.model.artifact.ArtifactKey;
import io.whopship.ports.model.artifact.Checksum;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Where artifacts lie. */
public interface ArtifactStore extends Checkable {

  /** What people call it, within a sentence: {@code R2}, {@code local storage}. */
  String displayName();

  /**
   * A URL of the store's own to which an artifact can be PUT until an instant, with no other
   * credential. Empty if the store has no such door; the server then offers one of its own and
   * calls {@link #store}.
   */
  Optional<URI> presignPut(ArtifactKey key, Instant expiresAt);

  /**
   * Stores an artifact in place of one that may be there. Memory use does not grow with its size.
   * Atomic: it is there as a whole or not at all, and until then the old one stays.
   *
   * @param body read to its end unless refused; not closed. If reading it fails, nothing is stored
   * and an {@link java.io.UncheckedIOException} with that failure is thrown
   * @param maxBytes refused as soon as one byte more has come
   * @param expected refused if the checksum is another; {@code null} accepts any
   */
  Stored store(ArtifactKey key, InputStream body, long maxBytes, @Nullable Checksum expected);

  /** What became of an artifact to be stored. */
  sealed interface Stored {

    record Done(long bytes, Checksum checksum) implements Stored {}

    record TooLarge() implements Stored {}

    record OtherChecksum(Checksum actual) implements Stored {}
  }

  /**
   * Fetches an artifact to this machine. Whoever holds a URL of {@link #presignPut} may have put
   * there as many bytes as the store takes, so its size is looked at before any of it is fetched.
   *
   * @param maxBytes of a larger one nothing is fetched
   */
  Fetched fetch(ArtifactKey key, long maxBytes);

  /** What became of an artifact to be fetched. */
  sealed interface Fetched {

    /** Here it is; the file stays as it is until it is closed. */
    record Found(LocalFile file) implements Fetched {}

    /** It has so many bytes. */
    record TooLarge(long bytes) implements Fetched {}

    /** There is none. */
    record Absent() implements Fetched {}
  }

  /** A file to be read, then closed; closing may delete it. */
  interface LocalFile extends AutoCloseable {

    Path path();

    /** Does not throw. */
    @Override
    void close();
  }

  /** Removes an artifact. That there is none is fine. */
  void remove(ArtifactKey key);

  /**
   * Names each artifact that was last stored before an instant, with when that was, in no
   * particular order. Those that are stored or removed meanwhile may be named or not; the action
   * may remove the one that it is given. Whatever else lies in the store is passed over. What the
   * action throws ends it.
   */
  void forEachStoredBefore(Instant instant, BiConsumer<ArtifactKey, Instant> action);
}
