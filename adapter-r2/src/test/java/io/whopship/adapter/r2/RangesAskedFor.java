package io.whopship.adapter.r2;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Remembers which ranges a store was asked for, in their order, and may hold up the requests. */
final class RangesAskedFor implements ExecutionInterceptor {

  /** What happens before a request is sent. */
  @FunctionalInterface
  interface Before {
    void sending() throws InterruptedException;
  }

  private final List<String> ranges = new CopyOnWriteArrayList<>();
  private final Before before;

  RangesAskedFor(Before before) {
    this.before = before;
  }

  List<String> all() {
    return List.copyOf(ranges);
  }

  @Override
  public void beforeTransmission(Context.BeforeTransmission context,
      ExecutionAttributes attributes) {
    List<String> asked = context.httpRequest().matchingHeaders("Range");
    if (asked.isEmpty()) {
      return;
    }
    ranges.addAll(asked);
    try {
      before.sending();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before a range was asked for", e);
    }
  }
}
