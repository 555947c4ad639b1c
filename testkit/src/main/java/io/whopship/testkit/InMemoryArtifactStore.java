package io.whopship.testkit;

import io.whopship.ports.driven.ArtifactStore;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.artifact.ArtifactKey;
import io.whopship.ports.model.artifact.Checksum;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Artifacts on the heap, for small ones: unlike a real store it needs as much memory as they have
 * bytes. Has no door of its own for uploads. Safe for use by many threads.
 */
public final class InMemoryArtifactStore implements ArtifactStore {

  private final String displayName;
  private final InstantSource clock;
  private final Map<ArtifactKey, Artifact> artifacts = new ConcurrentHashMap<>();
  private final AtomicInteger failures = new AtomicInteger();
  private final Set<ArtifactKey> stuck = ConcurrentHashMap.newKeySet();

  public InMemoryArtifactStore() {
    this("memory");
  }

  /** With the name that logs will say: {@code R2}. */
  public InMemoryArtifactStore(String displayName) {
    this(displayName, InstantSource.system());
  }

  /** Its artifacts grow old by this clock. */
  public InMemoryArtifactStore(String displayName, InstantSource clock) {
    this.displayName = displayName;
    this.clock = clock;
  }

  /** Lets so many of the next calls fail as unavailable. */
  public void failNext(int calls) {
    failures.set(calls);
  }

  /** Lets each removal of this artifact fail as unavailable. */
  public void failToRemove(ArtifactKey key) {
    stuck.add(key);
  }

  @Override
  public Check check() {
    return failures.get() > 0
        ? new Check.Unusable(displayName + " is out, as the test asked")
        : new Check.Usable();
  }

  @Override
  public String displayName() {
    return displayName;
  }

  @Override
  public Optional<URI> presignPut(ArtifactKey key, Instant expiresAt) {
    return Optional.empty();
  }

  @Override
  public Stored store(ArtifactKey key, InputStream body, long maxBytes,
      @Nullable Checksum expected) {
    failIfAsked();
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    try {
      byte[] buffer = new byte[8192];
      int count;
      while ((count = body.read(buffer)) >= 0) {
        content.write(buffer, 0, count);
        if (content.size() > maxBytes) {
          return new Stored.TooLarge();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] artifact = content.toByteArray();
    Checksum actual = checksum(artifact);
    if (expected != null && !expected.equals(actual)) {
      return new Stored.OtherChecksum(actual);
    }
    artifacts.put(key, new Artifact(artifact, clock.instant()));
    return new Stored.Done(artifact.length, actual);
  }

  @Override
  public Fetched fetch(ArtifactKey key, long maxBytes) {
    failIfAsked();
    Artifact artifact = artifacts.get(key);
    if (artifact == null) {
      return new Fetched.Absent();
    }
    return artifact.content().length > maxBytes
        ? new Fetched.TooLarge(artifact.content().length)
        : new Fetched.Found(TemporaryFile.holding(artifact.content()));
  }

  @Override
  public void remove(ArtifactKey key) {
    failIfAsked();
    if (stuck.contains(key)) {
      throw new PortException.Unavailable(displayName + " cannot remove " + key
          + ", as the test asked", null);
    }
    artifacts.remove(key);
  }

  @Override
  public void forEachStoredBefore(Instant instant, BiConsumer<ArtifactKey, Instant> action) {
    failIfAsked();
    artifacts.forEach((key, artifact) -> {
      if (artifact.storedAt().isBefore(instant)) {
        action.accept(key, artifact.storedAt());
      }
    });
  }

  private void failIfAsked() {
    if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new PortException.Unavailable(displayName + " is out, as the test asked", null);
    }
  }

  private static Checksum checksum(byte[] content) {
    try {
      return Checksum.ofDigest(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Artifact(byte[] content, Instant storedAt) {}

  /** A copy in the directory for temporary files, there until it is closed. */
  private record TemporaryFile(Path path) implements LocalFile {

    static LocalFile holding(byte[] content) {
      try {
        Path path = Files.createTempFile("whopship-artifact-", ".zip");
        Files.write(path, content);
        return new TemporaryFile(path);
      } catch (IOException e) {
        throw new PortException.Unavailable("no temporary file for an artifact", e);
      }
    }

    @Override
    public void close() {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // Left to the system, which empties its temporary files; close must not throw.
        path.toFile().deleteOnExit();
      }
    }
  }
}
