package io.whopship.adapter.cloudflare.edge;

import io.whopship.ports.model.AppId;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What one WhopShip has on an account, all of it named after its dispatch namespace, so that
 * several may share the account.
 *
 * @param namespace of the scripts: 1 to 30 of a-z 0-9 -, a letter first
 */
public record Installation(String namespace) {

  private static final Pattern NAME = Pattern.compile("[a-z]([a-z0-9-]{0,28}[a-z0-9])?");

  /** The longest that R2 takes. */
  private static final int MAX_BUCKET = 63;

  public Installation {
    if (!NAME.matcher(namespace).matches()) {
      throw new IllegalArgumentException("must be 1 to 30 of a-z 0-9 -, with a letter first and no"
          + " hyphen last, but is '" + namespace + "'");
    }
  }

  /** The script in front of all sites. */
  public String dispatcher() {
    return namespace + "-dispatcher";
  }

  /** The title of the KV namespace with the routes. */
  public String routes() {
    return namespace + "-routes";
  }

  /** The bucket of the artifacts. */
  public String builds() {
    return namespace + "-builds";
  }

  /**
   * The title of the KV namespace that an app has under a name. The slash is in no name of an
   * installation: whatever an app calls its bindings, no title is that of somebody's routes.
   */
  String keyValue(AppId app, String binding) {
    return namespace + "/" + app + "/" + binding;
  }

  /**
   * The bucket that an app has under a name. Names of buckets know no capitals and no underscores:
   * a hash keeps two bindings apart that differ in nothing else.
   */
  String bucket(AppId app, String binding) {
    String hash = HexFormat.of().toHexDigits(binding.hashCode());
    String readable = binding.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String start = namespace + "-" + app + "-" + readable;
    int room = MAX_BUCKET - hash.length() - 1;
    return start.substring(0, Math.min(start.length(), room)).replaceAll("-+$", "") + "-" + hash;
  }
}
