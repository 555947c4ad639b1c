package io.whopship.adapter.cloudflare.workerd.keys;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which key opens what. Keys are looked up by their hash, so that the time a look-up takes says
 * nothing about them. Safe for many threads.
 */
public final class Keys<T> {

  private static final int KEY_BYTES = 32;

  private final SecureRandom random = new SecureRandom();
  private final Map<String, T> byHash = new ConcurrentHashMap<>();

  /** A new key, which opens this until it is removed. */
  public String add(T what) {
    byte[] secret = new byte[KEY_BYTES];
    random.nextBytes(secret);
    String key = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    byHash.put(hash(key), what);
    return key;
  }

  /** From now on it opens nothing; that it did not is fine. */
  public void remove(String key) {
    byHash.remove(hash(key));
  }

  /** What a key opens; empty if nothing. */
  public Optional<T> find(String key) {
    return Optional.ofNullable(byHash.get(hash(key)));
  }

  private static String hash(String key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256")
          .digest(key.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
