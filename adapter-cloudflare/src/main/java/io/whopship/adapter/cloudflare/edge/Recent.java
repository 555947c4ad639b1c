package io.whopship.adapter.cloudflare.edge;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this server did lately. Others may have done something else since: it is forgotten after a
 * while, and what was done longest ago when there is too much. Safe for many threads.
 */
final class Recent<K, V> {

  private static final int REMEMBERED = 1000;

  private record Entry<V>(V value, long at) {}

  private final long nanos;
  private final Map<K, Entry<V>> entries = new LinkedHashMap<>();

  private Recent(Duration time) {
    this.nanos = time.toNanos();
  }

  static <K, V> Recent<K, V> forAsLongAs(Duration time) {
    return new Recent<>(time);
  }

  /** {@code null} for what is not known, or not any more. */
  synchronized @Nullable V get(K key) {
    Entry<V> entry = entries.get(key);
    return entry == null || System.nanoTime() - entry.at() > nanos ? null : entry.value();
  }

  synchronized void put(K key, V value) {
    entries.remove(key);
    entries.put(key, new Entry<>(value, System.nanoTime()));
    if (entries.size() > REMEMBERED) {
      entries.remove(entries.keySet().iterator().next());
    }
  }

  synchronized void forget(K key) {
    entries.remove(key);
  }
}
