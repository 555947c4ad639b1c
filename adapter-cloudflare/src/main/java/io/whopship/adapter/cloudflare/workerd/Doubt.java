package io.whopship.adapter.cloudflare.workerd;

import io.whopship.adapter.cloudflare.workerd.WorkerdSettings.Times;
import java.time.Duration;

/**
 * A process was asked for a sign of life and has not answered.
 *
 * @param since by {@link System#nanoTime}
 * @param cpuBefore what it had used by then
 */
record Doubt(long since, Duration cpuBefore) {

  /**
   * Whether it will never answer. One that loops uses processor time all the while, and less of it
   * on a busy machine, where even a good answer may take long. One that uses none is stuck in some
   * other way, and gets as long as its visitors do.
   */
  boolean isHopeless(long now, Duration cpu, Times times) {
    Duration silent = Duration.ofNanos(now - since);
    boolean loops = silent.compareTo(times.loop()) >= 0
        && cpu.minus(cpuBefore).compareTo(times.loop().multipliedBy(9).dividedBy(10)) >= 0;
    Duration patience = times.answer().compareTo(times.loop()) > 0 ? times.answer() : times.loop();
    return loops || silent.compareTo(patience) >= 0;
  }
}
