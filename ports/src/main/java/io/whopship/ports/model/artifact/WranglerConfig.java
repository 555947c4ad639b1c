package io.whopship.ports.model.artifact;

import java.util.List;

/**
 * What the wrangler configuration of an artifact says of how its worker is to be run. These of its
 * members count: {@code compatibility_date}, {@code compatibility_flags}, {@code assets},
 * {@code vars}, {@code kv_namespaces}, {@code r2_buckets}, {@code durable_objects},
 * {@code services}, {@code images} and {@code version_metadata}; and of those that ask for
 * something, the name under which the worker wants it. A service is the worker itself if it has the
 * configuration's own {@code name}; any other service, a class of another script, and each further
 * kind of binding ({@code d1_databases}) are {@link Binding.Unavailable}. Members that bind nothing
 * are passed over.
 */
public sealed interface WranglerConfig {

  /** There is none, which is fine. */
  record Absent() implements WranglerConfig {}

  /**
   * It is there and could be read.
   *
   * @param entry the entry's name: {@code wrangler.jsonc}
   * @param passedOver what it asks for that nobody gets here though the site runs without, within a
   * sentence: {@code triggers are}
   */
  record Parsed(String entry, RuntimeSettings runtime, List<String> passedOver)
      implements
        WranglerConfig {

    public Parsed {
      passedOver = List.copyOf(passedOver);
    }

    /** With nothing passed over. */
    public Parsed(String entry, RuntimeSettings runtime) {
      this(entry, runtime, List.of());
    }
  }

  /** It is there and is not what it should be: {@code reason} names the member or the place. */
  record Malformed(String entry, String reason) implements WranglerConfig {}
}
