package io.whopship.adapter.http;

import io.javalin.http.HttpStatus;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, as it comes. It is opened with its first byte and not before: opening it
 * tells a caller who asked first (Expect: 100-continue) to go on. It remembers how far it came and
 * what broke it.
 */
final class RequestBody extends InputStream {

  private static final String OPENED = RequestBody.class.getName() + ".opened";

  private final HttpServletRequest request;
  private final @Nullable InputStream kept;
  private final long keptBytes;
  private long received;
  private @Nullable IOException failure;

  /** Of which all was read before, if {@code read} is not {@code null}. */
  RequestBody(HttpServletRequest request, byte @Nullable [] read) {
    this.request = request;
    this.kept = read == null ? null : new ByteArrayInputStream(read);
    this.keptBytes = read == null ? 0 : read.length;
  }

  private InputStream in() throws IOException {
    return kept == null ? request.getInputStream() : kept;
  }

  static boolean wasOpened(HttpServletRequest request) {
    return request.getAttribute(OPENED) != null;
  }

  /** How many bytes are announced; -1 if that is left open. */
  long declaredBytes() {
    return kept == null ? request.getContentLengthLong() : keptBytes;
  }

  long received() {
    return received;
  }

  /** What ended it before its end; {@code null} if nothing did. */
  @Nullable
  IOException failure() {
    return failure;
  }

  /** What is said to a caller whose body broke off. */
  Problem brokenOff() {
    return failure != null && failure.getCause() instanceof TimeoutException
        ? Problem.of(HttpStatus.REQUEST_TIMEOUT, "Request stalled for too long: send it again")
        : Problem.of(HttpStatus.BAD_REQUEST,
            "Request ended before its body was complete: send it again");
  }

  /** How much can be read without waiting for the caller, or less. */
  @Override
  public int available() throws IOException {
    return in().available();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    try {
      request.setAttribute(OPENED, true);
      int count = in().read(buffer, offset, length);
      received += Math.max(0, count);
      return count;
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }
}
