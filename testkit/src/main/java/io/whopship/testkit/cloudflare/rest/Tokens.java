package io.whopship.testkit.cloudflare.rest;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The API tokens of the account, and what each of them may not do. */
public final class Tokens {

  /** What some calls need: that there is a token. */
  public static final String ANY = "";

  private final Map<String, Set<String>> missing = new ConcurrentHashMap<>();

  /** A new token that has every permission but these. */
  public String issue(Set<String> without) {
    String token = (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "")
        .substring(0, 40);
    missing.put(token, Set.copyOf(without));
    return token;
  }

  public void revoke(String token) {
    missing.remove(token);
  }

  void check(String authorization, String permission) {
    if (authorization.isEmpty()) {
      throw new RefusedException(400, 9106,
          "Missing X-Auth-Key, X-Auth-Email or Authorization headers");
    }
    if (!authorization.startsWith("Bearer ") || authorization.indexOf(' ', 7) >= 0) {
      throw new RefusedException(400, 6003, "Invalid request headers");
    }
    Set<String> without = missing.get(authorization.substring(7));
    if (without == null) {
      throw permission.equals(ANY)
          ? new RefusedException(401, 1000, "Invalid API Token")
          : new RefusedException(401, 10000, "Authentication error");
    }
    if (without.contains(permission)) {
      throw new RefusedException(403, 10000, "Authentication error");
    }
  }
}
