package io.whopship.app;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Since when deployments are in their states, as far as this server saw it. What another server
 * ends, this one never hears of: so only the latest are kept. Safe for use by many threads.
 */
final class Stays {

  /** In one state. */
  record Stay(String state, Instant since) {}

  private final Map<UUID, Stay> latest;

  Stays(int most) {
    this.latest = new LinkedHashMap<>() {

      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<UUID, Stay> eldest) {
        return size() > most;
      }
    };
  }

  /** Answers the one before, {@code null} if it is not known. */
  synchronized @Nullable Stay put(UUID deployment, Stay stay) {
    Stay before = latest.remove(deployment);
    latest.put(deployment, stay);
    return before;
  }

  /** Likewise. */
  synchronized @Nullable Stay remove(UUID deployment) {
    return latest.remove(deployment);
  }
}
