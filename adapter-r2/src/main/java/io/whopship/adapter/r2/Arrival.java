package io.whopship.adapter.r2;

import io.whopship.ports.driven.ArtifactStore.Stored;
import io.whopship.ports.model.artifact.Checksum;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** An upload on its way into a file, counted and hashed as it comes. */
final class Arrival {

  private static final int BUFFER_BYTES = 64 * 1024;

  private Arrival() {}

  /**
   * Takes a body into a new file, which is on the disk, not only on its way there, when the answer
   * is {@code Done}. With any other answer, or none, what the file holds is worth nothing.
   *
   * @throws UncheckedIOException if the body cannot be read
   * @throws IOException if the file cannot be written
   */
  static Stored receive(InputStream body, Path file, long maxBytes, @Nullable Checksum expected)
      throws IOException {
    MessageDigest sha256 = IncomingParts.digest("SHA-256");
    byte[] buffer = new byte[BUFFER_BYTES];
    long bytes = 0;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW,
        StandardOpenOption.WRITE)) {
      for (int count = read(body, buffer); count >= 0; count = read(body, buffer)) {
        bytes += count;
        if (bytes > maxBytes) {
          return new Stored.TooLarge();
        }
        sha256.update(buffer, 0, count);
        writeAll(channel, ByteBuffer.wrap(buffer, 0, count));
      }
      Checksum actual = Checksum.ofDigest(sha256.digest());
      if (expected != null && !expected.equals(actual)) {
        return new Stored.OtherChecksum(actual);
      }
      channel.force(true);
      return new Stored.Done(bytes, actual);
    }
  }

  /** Tells a failing sender from a failing disk, which are two different faults. */
  private static int read(InputStream body, byte[] buffer) {
    try {
      return body.read(buffer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
