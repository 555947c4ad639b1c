package io.whopship.adapter.cloudflare.workerd;

import io.whopship.adapter.cloudflare.workerd.WorkerdSettings.Bounds;
import io.whopship.adapter.cloudflare.workerd.WorkerdSettings.Times;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the running processes every second or so, and finds those that loop and those that grow.
 * Only one that answered nobody since the last look, while it was asked or computed, is asked for a
 * sign of life. For one thread.
 */
final class Watchdog {

  private static final Duration INTERVAL = Duration.ofSeconds(1);
  /** A new process is not replaced at once: what fills it so fast would fill the next as well. */
  private static final Duration YOUNG = Duration.ofSeconds(3);

  private final LifeSign lifeSign;
  private final Bounds bounds;
  private final Times times;
  private final BiConsumer<WorkerProcess, String> replace;
  private final Map<WorkerProcess, Seen> seen = new HashMap<>();

  /**
   * @param replace takes a process off that has grown too large, for the reason it is given
   */
  Watchdog(LifeSign lifeSign, WorkerdSettings settings,
      BiConsumer<WorkerProcess, String> replace) {
    this.lifeSign = lifeSign;
    this.bounds = settings.bounds();
    this.times = settings.times();
    this.replace = replace;
  }

  /** How much time should pass between two looks. */
  Duration interval() {
    Duration quarter = times.loop().dividedBy(4);
    return quarter.compareTo(INTERVAL) < 0 ? quarter : INTERVAL;
  }

  /** What was seen of a process at the last look. */
  private record Seen(long at, Duration cpu, AtomicReference<@Nullable Doubt> doubt) {}

  void look(Collection<WorkerProcess> running) {
    seen.keySet().retainAll(running);
    for (WorkerProcess process : running) {
      if (!process.isClosed()) {
        look(process);
      }
    }
  }

  private void look(WorkerProcess process) {
    long now = System.nanoTime();
    Vitals vitals = process.vitals();
    Seen before = seen.get(process);
    AtomicReference<@Nullable Doubt> doubt = before == null
        ? new AtomicReference<>()
        : before.doubt();
    seen.put(process, new Seen(now, vitals.cpu(), doubt));
    Doubt unanswered = doubt.get();
    if (unanswered != null && process.answeredSince(unanswered.since())) {
      doubt.set(null);
    } else if (unanswered != null) {
      if (unanswered.isHopeless(now, vitals.cpu(), times)) {
        process.kill("it answered nothing for "
            + Duration.ofNanos(now - unanswered.since()).toSeconds()
            + " s: does a request loop without end?");
      }
    } else if (before != null && isSilent(process, before, vitals)) {
      ask(process, doubt, new Doubt(now, vitals.cpu()));
    }
    if (vitals.dataMegabytes() > bounds.dataToReplaceAt() && process.age().compareTo(YOUNG) > 0) {
      replace.accept(process, "its memory has grown to "
          + (vitals.dataMegabytes() - Bounds.RESERVED_MEGABYTES) + " of "
          + bounds.memoryMegabytes() + " MB");
    }
  }

  private static boolean isSilent(WorkerProcess process, Seen before, Vitals vitals) {
    Duration computed = vitals.cpu().minus(before.cpu());
    long passed = System.nanoTime() - before.at();
    return !process.answeredSince(before.at())
        && (process.isVisited() || computed.toNanos() > passed / 4);
  }

  private void ask(WorkerProcess process, AtomicReference<@Nullable Doubt> doubt, Doubt fresh) {
    doubt.set(fresh);
    lifeSign.ask(process.port()).onComplete(answered -> doubt.set(null));
  }
}
