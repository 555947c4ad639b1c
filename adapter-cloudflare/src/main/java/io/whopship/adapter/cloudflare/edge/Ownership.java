package io.whopship.adapter.cloudflare.edge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.whopship.adapter.cloudflare.Sha256;
import io.whopship.adapter.cloudflare.api.KeyValues;
import io.whopship.ports.driven.PortException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Whose what lies in an account is. Apps and deployments are known by their numbers, which are
 * those of one database: another server that took the same namespace for its own would overwrite
 * workers and give away storage. All servers of an installation have its probe secret, and nobody
 * else has.
 */
final class Ownership {

  static final String KEY = "installation";

  private Ownership() {}

  /** Throws {@link PortException.Rejected} if somebody else has been here before. */
  static void claim(KeyValues keyValues, String routes, CloudflareSettings settings) {
    String mine = mark(settings.probeSecret().reveal());
    Optional<String> there = keyValues.get(routes, KEY).map(bytes -> new String(bytes, UTF_8));
    if (there.isEmpty()) {
      keyValues.put(routes, KEY, mine.getBytes(UTF_8));
    } else if (!there.get().equals(mine)) {
      String namespace = settings.installation().namespace();
      throw new PortException.Rejected("The dispatch namespace '" + namespace
          + "' belongs to a WhopShip with another probe secret. Choose a namespace of its own for"
          + " this one, or set WHOPSHIP_PROBE_SECRET to that of the others. If the secret was"
          + " replaced, remove the key '" + KEY + "' from the KV namespace '"
          + settings.installation().routes() + "'.", null);
    }
  }

  private static String mark(String secret) {
    byte[] digest = Sha256.start()
        .digest(("whopship installation\n" + secret).getBytes(UTF_8));
    return HexFormat.of().formatHex(digest, 0, 16);
  }
}
