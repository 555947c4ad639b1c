package io.whopship.app;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wish of an operator, by Ctrl-C or {@code kill}, that the process end. The first is waited
 * for, so that it can end well; a second one ends it at once. Java has no public way to hear of
 * signals twice: this one is in every JDK, but not for javac to see.
 */
final class StopSignal {

  /** As a shell tells of a process that SIGTERM ended. */
  static final int TERMINATED = 143;

  private static final Logger log = LoggerFactory.getLogger(StopSignal.class);

  private final CountDownLatch first = new CountDownLatch(1);
  private final AtomicInteger signals = new AtomicInteger();

  private StopSignal() {}

  /** Begins to listen. If this JDK lets nobody, the process ends as it would without this. */
  static StopSignal listen() {
    StopSignal stop = new StopSignal();
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object heard = Proxy.newProxyInstance(StopSignal.class.getClassLoader(),
          new Class<?>[]{handler}, (proxy, method, arguments) -> {
            stop.heard();
            return null;
          });
      for (String name : List.of("TERM", "INT")) {
        signal.getMethod("handle", signal, handler)
            .invoke(null, signal.getConstructor(String.class).newInstance(name), heard);
      }
    } catch (ReflectiveOperationException e) {
      log.info("signals are left to the JVM cause=\"{}\"", e.toString());
    }
    return stop;
  }

  private void heard() {
    if (signals.incrementAndGet() > 1) {
      Runtime.getRuntime().halt(TERMINATED);
    }
    first.countDown();
  }

  /** Ends the process as the first signal does. */
  void end() {
    first.countDown();
  }

  void await() throws InterruptedException {
    first.await();
  }
}
