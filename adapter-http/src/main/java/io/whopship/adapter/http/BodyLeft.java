package io.whopship.adapter.http;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;

/**
 * What a caller still sends after its request was refused. A connection closed with unread bytes is
 * reset, and the reset overtakes the answer: the caller would see a broken connection instead of
 * the reason. So the rest is read and dropped, for a while.
 */
final class BodyLeft {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private BodyLeft() {}

  /** Whether bytes of the body may not have been read. */
  static boolean isIn(HttpServletRequest request) throws IOException {
    boolean hasBody = request.getContentLengthLong() > 0
        || request.getHeader("Transfer-Encoding") != null;
    return hasBody && (isHeldBack(request) || !request.getInputStream().isFinished());
  }

  static void discard(HttpServletRequest request) {
    if (isHeldBack(request)) {
      return;
    }
    long start = System.nanoTime();
    byte[] buffer = new byte[64 * 1024];
    try {
      ServletInputStream body = request.getInputStream();
      boolean more = true;
      while (more && System.nanoTime() - start < PATIENCE.toNanos()) {
        more = body.read(buffer) >= 0;
      }
    } catch (IOException e) {
      // The caller is gone, which is as good as its body being read.
    }
  }

  /** The caller asked first, was not told to go on, and so sends nothing. */
  private static boolean isHeldBack(HttpServletRequest request) {
    return request.getHeader("Expect") != null && !RequestBody.wasOpened(request);
  }
}
