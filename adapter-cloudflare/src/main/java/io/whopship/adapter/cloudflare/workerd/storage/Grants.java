package io.whopship.adapter.cloudflare.workerd.storage;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who may use what. Tokens are looked up by their hash, so that the time a look-up takes says
 * nothing about them. Safe for many threads.
 */
final class Grants {

  private static final int TOKEN_BYTES = 32;

  private final SecureRandom random = new SecureRandom();
  private final Map<String, Namespace> byHash = new ConcurrentHashMap<>();

  Grant add(Namespace namespace) {
    byte[] secret = new byte[TOKEN_BYTES];
    random.nextBytes(secret);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    byHash.put(hash(token), namespace);
    return new Grant(namespace, token);
  }

  void remove(Grant grant) {
    byHash.remove(hash(grant.token()));
  }

  Optional<Namespace> find(String token) {
    return Optional.ofNullable(byHash.get(hash(token)));
  }

  private static String hash(String token) {
    byte[] digest = ChecksumAlgorithm.SHA256.start()
        .digest(token.getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder().encodeToString(digest);
  }
}
