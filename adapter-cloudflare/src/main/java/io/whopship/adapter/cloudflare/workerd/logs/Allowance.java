package io.whopship.adapter.cloudflare.workerd.logs;

/** How much may be taken in each second. For one thread. */
final class Allowance {

  private static final long SECOND = 1_000_000_000;

  private final long perSecond;
  private long began;
  private long taken;

  Allowance(long perSecond, long now) {
    this.perSecond = perSecond;
    this.began = now;
  }

  /** Takes so much, if there was anything left. */
  boolean take(long amount, long now) {
    if (now - began >= SECOND) {
      began = now;
      taken = 0;
    }
    if (taken >= perSecond) {
      return false;
    }
    taken += amount;
    return true;
  }

  /** Until there is something again; none if there is. */
  long nanosToWait(long now) {
    return taken < perSecond ? 0 : Math.max(0, began + SECOND - now);
  }
}
