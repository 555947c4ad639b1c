package io.whopship.app;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was said within the last minute. Of more than there is room for, the oldest is forgotten.
 */
final class Recently {

  private static final long PERIOD = Duration.ofMinutes(1).toMillis();
  private static final int MOST = 1_000;

  private final Map<String, Long> said = new LinkedHashMap<>();

  /** Whether this is to be said now: for the first time, or once more after a minute. */
  synchronized boolean isNews(String what, long nowMillis) {
    @Nullable
    Long before = said.get(what);
    if (before != null && nowMillis - before < PERIOD) {
      return false;
    }
    said.remove(what);
    said.put(what, nowMillis);
    if (said.size() > MOST) {
      said.remove(said.keySet().iterator().next());
    }
    return true;
  }
}
