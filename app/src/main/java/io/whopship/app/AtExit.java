package io.whopship.app;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes things when the process ends, be it by its own will, by Ctrl-C or by a signal. */
final class AtExit {

  private static final Logger log = LoggerFactory.getLogger(AtExit.class);

  /** The latest first: the order in which they are closed. */
  private static final Deque<AutoCloseable> open = new ArrayDeque<>();

  private AtExit() {}

  static synchronized <T extends AutoCloseable> T close(T resource) {
    if (open.isEmpty()) {
      Runtime.getRuntime().addShutdownHook(new Thread(AtExit::closeAll, "at-exit"));
    }
    open.push(resource);
    return resource;
  }

  private static synchronized void closeAll() {
    for (AutoCloseable next : open) {
      try {
        next.close();
      } catch (Exception e) {
        log.error("did not close part={}", next.getClass().getSimpleName(), e);
      }
    }
  }
}
