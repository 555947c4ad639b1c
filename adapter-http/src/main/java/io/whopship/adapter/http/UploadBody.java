package io.whopship.adapter.http;

import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an upload, which must come at a minimum rate on average: who trickles would hold one
 * of the few places for ever. Only the time spent waiting for the caller counts, so that a slow
 * disk here is not held against anybody.
 */
final class UploadBody extends InputStream {

  /** A connection may stutter at first. */
  static final Duration GRACE = Duration.ofSeconds(30);

  private final InputStream bytes;
  private final int minBytesPerSecond;
  private final LongSupplier nanoTime;
  private long received;
  private long waitedNanos;
  private @Nullable IOException failure;

  UploadBody(InputStream bytes, int minBytesPerSecond, LongSupplier nanoTime) {
    this.bytes = bytes;
    this.minBytesPerSecond = minBytesPerSecond;
    this.nanoTime = nanoTime;
  }

  /** What it was ended with for its slowness; {@code null} if it was not. */
  @Nullable
  IOException failure() {
    return failure;
  }

  /** What is said to a caller who was too slow. */
  Problem tooSlow() {
    return Problem.of(HttpStatus.REQUEST_TIMEOUT, "Upload is too slow: it must average at least "
        + minBytesPerSecond + " bytes per second, use a faster connection");
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    long start = nanoTime.getAsLong();
    int count = bytes.read(buffer, offset, length);
    waitedNanos += nanoTime.getAsLong() - start;
    received += Math.max(0, count);
    if (count >= 0 && isTooSlow()) {
      failure = new IOException("too slow: " + received + " bytes in "
          + Duration.ofNanos(waitedNanos).toSeconds() + " s of waiting");
      throw failure;
    }
    return count;
  }

  private boolean isTooSlow() {
    double seconds = waitedNanos / 1e9;
    return waitedNanos > GRACE.toNanos() && received < seconds * minBytesPerSecond;
  }
}
