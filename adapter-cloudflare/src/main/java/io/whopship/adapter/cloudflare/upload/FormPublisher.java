package io.whopship.adapter.cloudflare.upload;

import io.whopship.adapter.cloudflare.upload.Form.Piece;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Sends pieces as they are asked for, in chunks much larger than those of the JDK's own publishers:
 * the HTTP client changes threads for each.
 */
final class FormPublisher implements Publisher<ByteBuffer> {

  private static final int CHUNK_BYTES = 128 * 1024;
  /** What is encoded at a time: a multiple of 3. */
  private static final int RAW_BYTES = 24 * 1024;

  private final List<Piece> pieces;

  FormPublisher(List<Piece> pieces) {
    this.pieces = pieces;
  }

  @Override
  public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
    subscriber.onSubscribe(new Chunks(pieces.iterator(), subscriber));
  }

  /** The chunks for one subscriber. */
  private static final class Chunks implements Subscription {

    private final Iterator<Piece> pieces;
    private final Subscriber<? super ByteBuffer> subscriber;
    /** What was asked for and not sent yet; whoever raises it from zero is the one who sends. */
    private final AtomicLong wanted = new AtomicLong();
    private volatile boolean over;
    private @Nullable Piece piece;
    private int sent;

    Chunks(Iterator<Piece> pieces, Subscriber<? super ByteBuffer> subscriber) {
      this.pieces = pieces;
      this.subscriber = subscriber;
    }

    @Override
    public void request(long n) {
      if (n <= 0) {
        over = true;
        subscriber.onError(new IllegalArgumentException("request must be positive, but is " + n));
        return;
      }
      if (wanted.getAndAccumulate(n, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b) > 0) {
        return;
      }
      do {
        if (over) {
          return;
        }
        ByteBuffer chunk = next();
        if (chunk.hasRemaining()) {
          subscriber.onNext(chunk);
        } else {
          over = true;
          subscriber.onComplete();
        }
      } while (wanted.decrementAndGet() > 0);
    }

    @Override
    public void cancel() {
      over = true;
    }

    private ByteBuffer next() {
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
      while (true) {
        Piece current = piece;
        if (current == null || sent == current.bytes().length) {
          if (!pieces.hasNext()) {
            return chunk.flip();
          }
          piece = pieces.next();
          sent = 0;
        } else if (!fill(chunk, current)) {
          return chunk.flip();
        }
      }
    }

    /** Answers whether there may be room for more. */
    private boolean fill(ByteBuffer chunk, Piece current) {
      int left = current.bytes().length - sent;
      int room = current.base64()
          ? Math.min(RAW_BYTES, chunk.remaining() / 4 * 3)
          : chunk.remaining();
      int size = Math.min(left, room);
      if (size == 0) {
        return false;
      }
      ByteBuffer raw = ByteBuffer.wrap(current.bytes(), sent, size);
      chunk.put(current.base64() ? Base64.getEncoder().encode(raw) : raw);
      sent += size;
      return true;
    }
  }
}
