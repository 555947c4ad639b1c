package io.whopship.adapter.cloudflare.upload;

import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.artifact.ArtifactEntry;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What lies in an artifact, for many threads: they read one after another. What was hashed is kept
 * for the upload, which mostly follows, as long as there is room: to unpack it a second time would
 * take longer than to send it.
 */
final class ArtifactContent {

  private static final long ROOM_BYTES = 64L << 20;

  private final OpenArtifact artifact;
  private final ReentrantLock reading = new ReentrantLock();
  private final byte[] buffer = new byte[64 * 1024];
  private final Map<ArtifactEntry, byte[]> kept = new ConcurrentHashMap<>();
  private long room = ROOM_BYTES;

  ArtifactContent(OpenArtifact artifact) {
    this.artifact = artifact;
  }

  /** All of an entry, which must not claim to be larger than an array can be. */
  byte[] read(ArtifactEntry entry) {
    byte[] known = kept.remove(entry);
    return known == null ? unpack(entry) : known;
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
    if (entry.size() <= room) {
      byte[] bytes = unpack(entry);
      digest.update(bytes);
      kept.put(entry, bytes);
      room -= bytes.length;
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

  /** Keeps nothing any more. */
  void forget() {
    kept.clear();
  }

  private static PortException corrupt(ArtifactEntry entry, IOException e) {
    return new PortException.Corrupt(
        "The artifact's entry '" + entry.name() + "' cannot be read: " + e.getMessage(), e);
  }
}
