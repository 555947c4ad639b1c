package io.whopship.adapter.r2;

import io.whopship.ports.model.artifact.Checksum;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A body that comes in, taken part by part, counted and hashed as it comes. */
final class IncomingParts {

  private final InputStream body;
  private final long maxBytes;
  private final MessageDigest sha256 = digest("SHA-256");
  private long bytes;

  IncomingParts(InputStream body, long maxBytes) {
    this.body = body;
    this.maxBytes = maxBytes;
  }

  /** The first part, in no more memory than it needs; shorter than asked for if it is the last. */
  byte[] first(int partBytes) {
    try {
      byte[] part = body.readNBytes(wanted(partBytes));
      count(part, part.length);
      return part;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next part: how many bytes came, fewer than there is room for if it is the last. */
  int next(byte[] part) {
    try {
      int count = body.readNBytes(part, 0, wanted(part.length));
      count(part, count);
      return count;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One byte more than allowed is enough to know. */
  private int wanted(int partBytes) {
    long left = maxBytes - bytes;
    return left < partBytes ? (int) left + 1 : partBytes;
  }

  private void count(byte[] part, int count) {
    bytes += count;
    sha256.update(part, 0, count);
  }

  boolean areTooMany() {
    return bytes > maxBytes;
  }

  long bytes() {
    return bytes;
  }

  /** Of all that came. To be asked once, at the end. */
  Checksum checksum() {
    return Checksum.ofDigest(sha256.digest());
  }

  static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }
}
