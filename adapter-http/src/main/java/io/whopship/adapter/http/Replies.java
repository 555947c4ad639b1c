package io.whopship.adapter.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Questions to the other end of a socket that have no answer yet. Safe for use by many threads. */
final class Replies {

  private final AtomicLong last = new AtomicLong();
  private final Map<String, CompletableFuture<Envelope>> expected = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * A question under a name of its own.
   *
   * @param answer the message to come
   */
  record Expected(String reply, CompletableFuture<Envelope> open,
      CompletableFuture<Envelope> answer) {

    /** There will be no answer. */
    void fail(Throwable cause) {
      open.completeExceptionally(cause);
    }
  }

  /** Expects an answer. It fails if none comes in time, or if the socket closes. */
  Expected expect(Duration time) {
    String reply = Long.toString(last.incrementAndGet());
    CompletableFuture<Envelope> open = new CompletableFuture<>();
    expected.put(reply, open);
    Expected question = new Expected(reply, open,
        open.orTimeout(time.toNanos(), TimeUnit.NANOSECONDS)
            .whenComplete((envelope, failure) -> expected.remove(reply)));
    if (closed) {
      question.fail(closedSocket());
    }
    return question;
  }

  /** Whether a message is the answer to something; one that comes too late is not. */
  boolean take(Envelope envelope) {
    @Nullable
    String reply = envelope.reply();
    CompletableFuture<Envelope> answer = reply == null ? null : expected.remove(reply);
    return answer != null && answer.complete(envelope);
  }

  /** There will be no more answers. */
  void close() {
    closed = true;
    expected.values().forEach(open -> open.completeExceptionally(closedSocket()));
  }

  private static IllegalStateException closedSocket() {
    return new IllegalStateException("the socket is closed");
  }
}
