package io.whopship.ports.model.apps;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Plain texts that a worker sees as bindings of its environment, in the order of their names. They
 * are not secrets. Limits are those of Workers: 64 variables, 5 kB each
 * (developers.cloudflare.com/workers/platform/limits, the free plan's).
 */
public record Variables(Map<String, String> values) {

  public static final Variables NONE = new Variables(Map.of());
  public static final int MAX_COUNT = 64;
  public static final int MAX_BYTES = 5 * 1024;

  /** Bindings that the platform itself gives to a worker. */
  private static final Set<String> TAKEN = Set.of("ASSETS", "WORKER_SELF_REFERENCE");

  public Variables {
    if (values.size() > MAX_COUNT) {
      throw new IllegalArgumentException(
          "variables must be at most " + MAX_COUNT + ", but are " + values.size());
    }
    values.forEach(Variables::check);
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  private static void check(String name, String value) {
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,127}")) {
      throw new IllegalArgumentException("variables: a name must be 1 to 128 of A-Z a-z 0-9 _"
          + " and not start with a digit, but one is '" + name + "'");
    }
    if (TAKEN.contains(name)) {
      throw new IllegalArgumentException(
          "variables: '" + name + "' is a binding of the platform, choose another name");
    }
    if (value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "variables: the value of '" + name + "' is longer than " + MAX_BYTES + " bytes");
    }
  }
}
