package io.whopship.app;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for servers that are about to start. They are below those that Linux gives to whoever asks
 * for any port (32768 and up), so that nobody else gets one before the server listens.
 */
final class FreePort {

  private static final int FIRST = 15_000;
  private static final int COUNT = 15_000;

  /** Another JVM tests too, and begins elsewhere. */
  private static final AtomicInteger NEXT = new AtomicInteger(
      ThreadLocalRandom.current().nextInt(COUNT));

  private FreePort() {}

  /** Never the same twice. */
  static int next() {
    for (int tried = 0; tried < COUNT; tried++) {
      int port = FIRST + NEXT.getAndIncrement() % COUNT;
      if (isFree(port)) {
        return port;
      }
    }
    throw new AssertionError("no free port");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
