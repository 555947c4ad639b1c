package io.whopship.adapter.http;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.driving.logs.FollowLog.Batch;
import io.whopship.ports.driving.logs.FollowLog.View;
import io.whopship.ports.driving.logs.LogEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One viewer of one log, served by the thread of its request: the only one that writes to it. One
 * who reads slowly keeps this thread waiting, and nobody else.
 */
final class SseViewer {

  private static final Logger log = LoggerFactory.getLogger(SseViewer.class);

  /** Who is behind gets so many bytes at once, for one call of the system. */
  private static final int GATHERED = 64 * 1024;

  private final View view;
  private final Wakeable thread;
  private final EventStream out;
  private final StreamSettings settings;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean stopping;
  private boolean complete;

  SseViewer(View view, Wakeable thread, EventStream out, StreamSettings settings) {
    this.view = view;
    this.thread = thread;
    this.out = out;
    this.settings = settings;
  }

  /** Ends it, soon: from any thread. */
  void stop() {
    stopping = true;
    thread.run();
  }

  /** Ends it at once, if it has not ended within this time. */
  void cutAfter(Duration time) {
    try {
      if (!ended.await(time.toNanos(), NANOSECONDS)) {
        out.abort();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      out.abort();
    }
  }

  /**
   * Passes on what comes until there will be no more, the viewer leaves, or time is over.
   *
   * @param first what has been found already
   * @param timeout of the stream
   * @param admitted for how long the viewer may look
   */
  void serve(List<Batch> first, Duration timeout, Duration admitted) {
    long start = System.nanoTime();
    boolean expires = admitted.compareTo(timeout) < 0;
    long end = start + (expires ? admitted : timeout).toNanos();
    out.endAt(end);
    try {
      write(first);
      follow(start, end, expires);
    } catch (IOException e) {
      log.debug("viewer left cause=\"{}\"", e.toString());
    } finally {
      ended.countDown();
    }
  }

  private void follow(long start, long end, boolean expires) throws IOException {
    long heartbeat = start + settings.heartbeat().toNanos();
    while (!complete && !stopping) {
      long now = System.nanoTime();
      if (now - end >= 0) {
        write(expires
            ? SseRendering.error("Ticket has expired: get another one")
            : SseRendering.timeout());
        return;
      }
      if (now - heartbeat >= 0) {
        write(SseRendering.heartbeat(Instant.now()));
        heartbeat = now + settings.heartbeat().toNanos();
      }
      List<Batch> batches = poll();
      if (batches.isEmpty()) {
        if (!complete) {
          thread.park(Math.min(end, heartbeat) - now);
        }
      } else {
        write(batches);
      }
    }
  }

  /** What there is, as far as it is worth to write it at once. */
  private List<Batch> poll() throws IOException {
    try {
      List<Batch> batches = new ArrayList<>(1);
      Optional<Batch> next = view.poll();
      int bytes = 0;
      while (next.isPresent()) {
        batches.add(next.get());
        bytes += next.get().rendered(SseRendering.INSTANCE).length;
        next = bytes < GATHERED ? view.poll() : Optional.empty();
      }
      return batches;
    } catch (PortException.Unavailable e) {
      log.warn("stream ended early cause=\"{}\"", e.toString());
      write(SseRendering.error("The log cannot be read at the moment: try again"));
    } catch (RuntimeException e) {
      log.error("stream failed", e);
      write(SseRendering.error("An unexpected error occurred"));
    }
    complete = true;
    return List.of();
  }

  private void write(List<Batch> batches) throws IOException {
    if (batches.size() == 1) {
      write(batches.getFirst().rendered(SseRendering.INSTANCE));
    } else {
      ByteBuffer all = ByteBuffer.allocate(batches.stream()
          .mapToInt(batch -> batch.rendered(SseRendering.INSTANCE).length)
          .sum());
      batches.forEach(batch -> all.put(batch.rendered(SseRendering.INSTANCE)));
      out.write(all.flip());
    }
    complete |= isComplete(batches);
  }

  private void write(byte[] bytes) throws IOException {
    out.write(ByteBuffer.wrap(bytes));
  }

  static boolean isComplete(List<Batch> batches) {
    return !batches.isEmpty()
        && batches.getLast().events().getLast() instanceof LogEvent.Complete;
  }
}
