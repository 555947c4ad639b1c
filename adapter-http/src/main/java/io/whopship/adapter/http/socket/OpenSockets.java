package io.whopship.adapter.http.socket;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.websocket.core.CloseStatus;

/**
 * The sockets that are open. One thread feels the pulse of all of them: a timer for each would cost
 * more than the sockets themselves.
 */
public final class OpenSockets implements AutoCloseable {

  static final String STOPPING = "the server stops";

  private static final long TICK = 1_000_000_000L / 4;
  private static final long FAREWELL = 2_000_000_000L;

  private final Pulse pulse;
  private final Set<TextSocket> sockets = ConcurrentHashMap.newKeySet();
  private final Thread ticker = Thread.ofVirtual().name("socket-pulse").unstarted(this::run);
  private volatile boolean closed;

  public OpenSockets(Pulse pulse) {
    this.pulse = pulse;
  }

  public void start() {
    ticker.start();
  }

  Pulse pulse() {
    return pulse;
  }

  /** Whether there still may be new ones. */
  boolean add(TextSocket socket) {
    sockets.add(socket);
    return !closed;
  }

  void remove(TextSocket socket) {
    sockets.remove(socket);
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(TICK);
      long now = System.nanoTime();
      sockets.forEach(socket -> socket.tick(now));
    }
  }

  /** Says good-bye to all, waits a moment for their answers, and cuts off who gives none. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(ticker);
    sockets.forEach(socket -> socket.close(CloseStatus.SHUTDOWN, STOPPING));
    long end = System.nanoTime() + FAREWELL;
    while (!sockets.isEmpty() && System.nanoTime() < end) {
      LockSupport.parkNanos(FAREWELL / 200);
    }
    sockets.forEach(TextSocket::cut);
  }
}
