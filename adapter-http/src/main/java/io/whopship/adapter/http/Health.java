package io.whopship.adapter.http;

import io.whopship.ports.driven.Checkable.Check;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the server is, found out at most once a second: anybody may ask as often as they like, and a
 * check may be work. Reasons are for the operator, so they go to the log, once for each change.
 */
final class Health {

  private static final Logger log = LoggerFactory.getLogger(Health.class);
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  private final Supplier<Map<String, Check>> checks;
  private final LongSupplier nanoTime;
  /** No monitor: on some JDKs each virtual thread that waits for one holds a processor. */
  private final ReentrantLock checking = new ReentrantLock();
  private final Set<String> unusable = new TreeSet<>();
  private @Nullable Map<String, Check> last;
  private long lastAt;

  Health(Supplier<Map<String, Check>> checks, LongSupplier nanoTime) {
    this.checks = checks;
    this.nanoTime = nanoTime;
  }

  /** Each part by its name. Who comes while the parts are checked waits for what is found. */
  Map<String, Check> parts() {
    checking.lock();
    try {
      return found();
    } finally {
      checking.unlock();
    }
  }

  private Map<String, Check> found() {
    Map<String, Check> found = last;
    if (found == null || nanoTime.getAsLong() - lastAt >= FRESH_NANOS) {
      found = checks.get();
      found.forEach(this::note);
      last = found;
      lastAt = nanoTime.getAsLong();
    }
    return found;
  }

  private void note(String part, Check check) {
    switch (check) {
      case Check.Usable u -> {
        if (unusable.remove(part)) {
          log.info("part is usable again part={}", part);
        }
      }
      case Check.Unusable(String reason) -> {
        if (unusable.add(part)) {
          log.warn("part is unusable part={} reason=\"{}\"", part, reason);
        }
      }
    }
  }
}
