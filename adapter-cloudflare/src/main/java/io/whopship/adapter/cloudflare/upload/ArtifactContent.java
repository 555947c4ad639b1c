package io.whopship.adapter.cloudflare.upload;

import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.artifact.ArtifactEntry;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What lies in an artifact, for many threads: they read one after another. What was hashed is kept
 * for the upload, which mostly follows, as long as there is room: to unpack it a second time would
 * take longer than to send it. Who reads more than a little takes it from the memory first.
 */
final class ArtifactContent implements AutoCloseable {

  private final OpenArtifact artifact;
  private final UploadMemory memory;
  private final ReentrantLock reading = new ReentrantLock();
  private final byte[] buffer = new byte[64 * 1024];
  private final Map<ArtifactEntry, byte[]> kept = new ConcurrentHashMap<>();

  ArtifactContent(OpenArtifact artifact, UploadMemory memory) {
    this.artifact = artifact;
    this.memory = memory;
  }

  UploadMemory memory() {
    return memory;
  }

  /** All of an entry, which must not claim to be larger than an array can be. */
  byte[] read(ArtifactEntry entry) {
    byte[] known = kept.remove(entry);
    if (known == null) {
      return unpack(entry);
    }
    memory.dropped(known.length);
    return known;
  }

  private byte[] unpack(ArtifactEntry entry) {
    reading.lock();
    try (InputStream in = artifact.read(entry)) {
      byte[] bytes = new byte[Math.toIntExact(entry.size())];
      int read = in.readNBytes(bytes, 0, bytes.length);
      // Only at its end it is known whether the content is whole.
      int beyond = in.read();
      if (beyond >= 0) {
        throw new IOException("it has more than the " + entry.size() + " bytes it claims");
      }
      return read == bytes.length ? bytes : Arrays.copyOf(bytes, read);
    } catch (IOException e) {
      throw corrupt(entry, e);
    } finally {
      reading.unlock();
    }
  }

  /** Adds an entry to a digest; answers its size. For one thread. */
  long digest(ArtifactEntry entry, MessageDigest digest) {
    if (!kept.containsKey(entry) && memory.takeToKeep(entry.size())) {
      byte[] bytes = unpackToKeep(entry);
      digest.update(bytes);
      return bytes.length;
    }
    reading.lock();
    try (InputStream in = artifact.read(entry)) {
      long size = 0;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        size += n;
      }
      return size;
    } catch (IOException e) {
      throw corrupt(entry, e);
    } finally {
      reading.unlock();
    }
  }

  private byte[] unpackToKeep(ArtifactEntry entry) {
    long unused = entry.size();
    try {
      byte[] bytes = unpack(entry);
      kept.put(entry, bytes);
      unused -= bytes.length;
      return bytes;
    } finally {
      memory.dropped(unused);
    }
  }

  /** Keeps nothing of what was read so far. */
  void forget() {
    for (ArtifactEntry entry : List.copyOf(kept.keySet())) {
      byte[] known = kept.remove(entry);
      if (known != null) {
        memory.dropped(known.length);
      }
    }
  }

  @Override
  public void close() {
    forget();
  }

  private static PortException corrupt(ArtifactEntry entry, IOException e) {
    return new PortException.Corrupt(
        "The artifact's entry '" + entry.name() + "' cannot be read: " + e.getMessage(), e);
  }
}
