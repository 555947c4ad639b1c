package io.whopship.adapter.cloudflare.workerd.storage;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The body of a request, for a thread that may wait. So many pieces are asked for ahead, and no
 * more: whoever sends faster than the disk takes it waits.
 */
final class BodyInput extends InputStream {

  private static final int PIECES_AHEAD = 4;

  private final HttpServerRequest request;
  private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
  private Buffer current = Buffer.buffer();
  private int position;
  private boolean ended;

  private sealed interface Piece {
    record Bytes(Buffer bytes) implements Piece {}

    record End() implements Piece {}

    record Broken(Throwable cause) implements Piece {}
  }

  /** To be called on the event loop, where the request came in. */
  BodyInput(HttpServerRequest request) {
    this.request = request;
    request.pause();
    request.handler(bytes -> pieces.add(new Piece.Bytes(bytes)))
        .endHandler(end -> pieces.add(new Piece.End()))
        .exceptionHandler(cause -> pieces.add(new Piece.Broken(cause)));
    request.fetch(PIECES_AHEAD);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    while (position == current.length()) {
      if (ended) {
        return -1;
      }
      await();
    }
    int count = Math.min(length, current.length() - position);
    current.getBytes(position, position + count, bytes, offset);
    position += count;
    return count;
  }

  private void await() throws IOException {
    try {
      switch (pieces.take()) {
        case Piece.Bytes piece -> {
          current = piece.bytes();
          position = 0;
          request.fetch(1);
        }
        case Piece.End end -> ended = true;
        case Piece.Broken broken -> {
          pieces.add(broken); // for whoever reads on
          throw new WorkerGoneException(broken.cause());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorkerGoneException(e); // the server ends, and with it its workers
    }
  }

  /** Takes what is left, which the sender must get rid of before it reads an answer. */
  boolean skipRest(long atMost) throws IOException {
    long left = atMost;
    byte[] bytes = new byte[8192];
    for (int count = read(bytes); count >= 0; count = read(bytes)) {
      left -= count;
      if (left < 0) {
        return false;
      }
    }
    return true;
  }
}
