package io.whopship.ports.model.artifact;

import java.util.regex.Pattern;

/**
 * What a worker finds in its environment under a name. Storage is asked for by that name alone: the
 * platform allots it to the app, the same to all of its versions, and never binds what somebody
 * else has. An id, a bucket's name or another worker that a configuration mentions is not even
 * kept.
 */
public sealed interface Binding {

  /** Letters, digits and underscores, at most 128, no digit first. */
  Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

  String name();

  /** A plain text of the configuration. A variable of the app under the same name wins. */
  record Text(String name, String value) implements Binding {

    public Text {
      requireName(name);
    }
  }

  /** A value of the configuration that is not a text. A variable of the app wins here, too. */
  record Json(String name, String json) implements Binding {

    public Json {
      requireName(name);
    }
  }

  /** The static assets of the same release. */
  record Assets(String name) implements Binding {

    public Assets {
      requireName(name);
    }
  }

  /** The worker itself, of the same release. */
  record Self(String name) implements Binding {

    public Self {
      requireName(name);
    }
  }

  /** Keys and values, as Workers KV. */
  record KeyValue(String name) implements Binding {

    public KeyValue {
      requireName(name);
    }
  }

  /** A bucket of objects, as R2. */
  record Bucket(String name) implements Binding {

    public Bucket {
      requireName(name);
    }
  }

  /** The objects of a class that the worker itself exports. */
  record DurableObject(String name, String className) implements Binding {

    /** JavaScript allows more; those who do more can rename a class. */
    private static final Pattern CLASS = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]{0,127}");

    public DurableObject {
      requireName(name);
      if (!CLASS.matcher(className).matches()) {
        throw new IllegalArgumentException(
            "the class of '" + name + "' must be the name of a class, but is '" + className + "'");
      }
    }
  }

  /**
   * Cloudflare Images. An edge without it leaves the name undefined, for which OpenNext is ready.
   */
  record Images(String name) implements Binding {

    public Images {
      requireName(name);
    }
  }

  /** {@code {id, tag, timestamp}} of the release. */
  record VersionMetadata(String name) implements Binding {

    public VersionMetadata {
      requireName(name);
    }
  }

  /**
   * What this platform gives to nobody; an artifact that asks for it is refused.
   *
   * @param reason within a sentence: {@code d1_databases are not offered here}
   */
  record Unavailable(String name, String reason) implements Binding {}

  private static void requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("a binding's name must be 1 to 128 of A-Z a-z 0-9 _"
          + " and not start with a digit, but one is '" + name + "'");
    }
  }
}
