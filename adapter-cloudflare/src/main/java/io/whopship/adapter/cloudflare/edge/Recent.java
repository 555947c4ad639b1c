package io.whopship.adapter.cloudflare.edge;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers so much, and forgets what came first. */
final class Recent<K, V> extends LinkedHashMap<K, V> {

  private static final long serialVersionUID = 1L;
  private static final int REMEMBERED = 1000;

  private Recent() {}

  /** For many threads. */
  static <K, V> Map<K, V> map() {
    return Collections.synchronizedMap(new Recent<>());
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > REMEMBERED;
  }
}
