package io.whopship.ports.model.requests;

/**
 * A request that its caller gave a key, so that it is done once however often it comes. Both are
 * HMAC-SHA256 in hexadecimal digits: neither what was sent nor the key itself is ever stored, or
 * can be guessed from what is.
 *
 * @param key of who asks, for what, by which key
 * @param fingerprint of all that was sent
 */
public record KeyedRequest(String key, String fingerprint) {

  public KeyedRequest {
    requireDigest("key", key);
    requireDigest("fingerprint", fingerprint);
  }

  private static void requireDigest(String name, String value) {
    if (!value.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          name + " must be 64 digits of 0-9 a-f, but is '" + value + "'");
    }
  }
}
