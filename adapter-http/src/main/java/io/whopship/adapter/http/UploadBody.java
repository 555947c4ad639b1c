package io.whopship.adapter.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The body of an upload. It remembers how far it came and what broke it. */
final class UploadBody extends FilterInputStream {

  private long received;
  private @Nullable IOException failure;

  UploadBody(InputStream in) {
    super(in);
  }

  /** What ended the upload before its end; {@code null} if nothing did. */
  @Nullable
  IOException failure() {
    return failure;
  }

  /** Whether the sender was silent for too long, rather than gone. */
  boolean timedOut() {
    return failure != null
        && (failure.getCause() instanceof TimeoutException);
  }

  long received() {
    return received;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    try {
      int count = super.read(buffer, offset, length);
      received += Math.max(0, count);
      return count;
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }
}
