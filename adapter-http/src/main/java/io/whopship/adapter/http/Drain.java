package io.whopship.adapter.http;

import io.whopship.ports.driven.Checkable.Check;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * The end of a server that nobody is to notice: it says that it is not ready, so that others are
 * asked, closes each connection behind its answer, and lets what is under way end.
 */
final class Drain implements HttpConfiguration.Customizer {

  private static final long LOOK = Duration.ofMillis(10).toNanos();

  /** Of what no request can do without. */
  private final Health needed;
  private final AtomicInteger underWay = new AtomicInteger();
  private volatile boolean draining;

  Drain(Health needed) {
    this.needed = needed;
  }

  void begin() {
    draining = true;
  }

  /** Whether requests should come here: a word for why not, or {@code ready}. */
  String readiness() {
    if (draining) {
      return "draining";
    }
    Map<String, Check> parts = needed.parts();
    boolean usable = parts.values().stream().allMatch(Check.Usable.class::isInstance);
    return usable ? "ready" : "unusable";
  }

  void began() {
    underWay.incrementAndGet();
  }

  /** A request that began was answered, or given up. */
  void ended() {
    underWay.decrementAndGet();
  }

  /** Waits until nothing is under way, at most so long. Answers whether it came to that. */
  boolean awaitIdle(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (underWay.get() > 0 && System.nanoTime() < end && !Thread.currentThread()
        .isInterrupted()) {
      LockSupport.parkNanos(LOOK);
    }
    return underWay.get() == 0;
  }

  /** Of a request that began before. */
  void closing(HttpServletResponse response) {
    if (draining) {
      response.setHeader("Connection", "close");
    }
  }

  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    if (draining) {
      responseHeaders.put(HttpHeader.CONNECTION, "close");
    }
    return request;
  }
}
