package io.whopship.adapter.http.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.Timer;
import io.whopship.ports.driven.agents.ContainerHost.Following;
import io.whopship.ports.driven.agents.LogSink;
import io.whopship.ports.model.logs.Cursor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.time.DateTimeException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log as a peer streams it, read by a virtual thread of its own; asked for again behind the last
 * line whenever it breaks off, until it is closed.
 */
final class PeerStream implements Following {

  private static final Logger log = LoggerFactory.getLogger(PeerStream.class);

  private final Opening opening;
  private final PeerEvents events;
  private final Timer timer;
  private final HttpPeers.Times times;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable InputStream body;
  private volatile long heardAt = System.nanoTime();
  private boolean isBroken;

  /** Asks the peer for what is behind a place; {@code null} for the last lines. */
  interface Opening {
    InputStream behind(@Nullable Cursor place);
  }

  PeerStream(Opening opening, @Nullable Cursor after, LogSink sink, Timer timer,
      HttpPeers.Times times) {
    this.opening = opening;
    this.events = new PeerEvents(after, sink);
    this.timer = timer;
    this.times = times;
  }

  /** Throws {@link PortException.Unavailable} if the stream cannot be had at once. */
  void begin() {
    InputStream first = opening.behind(events.place());
    Thread.ofVirtual().name("peer-stream").start(() -> run(first));
    watch();
  }

  private void run(InputStream first) {
    try {
      begin(first);
      while (!isClosed()) {
        goOn();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void begin(InputStream first) throws InterruptedException {
    try {
      read(first);
    } catch (RuntimeException e) {
      defect(e);
    }
  }

  private void goOn() throws InterruptedException {
    try {
      read(opening.behind(events.place()));
    } catch (PortException.Unavailable e) {
      broken(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      defect(e);
    }
  }

  /** Whoever follows must hear of it, and not wait for a thread that is gone. */
  private void defect(RuntimeException e) throws InterruptedException {
    log.error("a peer's stream failed here", e);
    broken("the log cannot be passed on");
  }

  /** Until it ends. */
  private void read(InputStream stream) throws InterruptedException {
    heardAt = System.nanoTime();
    body = stream;
    if (isClosed()) {
      closeBody();
      return;
    }
    isBroken = false;
    events.begin();
    PeerEvents.End end = PeerEvents.End.BROKEN;
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        heardAt = System.nanoTime();
        end = events.take(line, !lines.ready());
      }
    } catch (IOException e) {
      log.debug("a peer's stream broke off cause=\"{}\"", e.toString());
    } catch (IllegalArgumentException | DateTimeException e) {
      log.warn("a peer says what cannot be read; is it of another version?", e);
    }
    events.flush();
    if (end != PeerEvents.End.IN_TIME) {
      broken("the connection to the agent's server was lost");
    }
  }

  /** Said once, however often it is tried again. */
  private void broken(String reason) throws InterruptedException {
    if (!isBroken) {
      events.failed(reason + ": the log goes on once that server, or the agent elsewhere, is back");
    }
    isBroken = true;
    closed.await(times.pause().toNanos(), TimeUnit.NANOSECONDS);
  }

  /** A network that swallows all is seen by its silence alone. */
  private void watch() {
    timer.after(times.silence(), () -> {
      if (!isClosed()) {
        if (System.nanoTime() - heardAt > times.silence().toNanos()) {
          closeBody();
        }
        watch();
      }
    });
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  @Override
  public void close() {
    closed.countDown();
    events.close();
    closeBody();
  }

  private void closeBody() {
    InputStream open = body;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        log.debug("a peer's stream did not close cause=\"{}\"", e.toString());
      }
    }
  }
}
