package io.whopship.ports.model.webhooks;

import io.whopship.ports.model.identity.Secret;
import java.util.Base64;

/**
 * What messages are signed with, as Standard Webhooks writes it: {@code whsec_} and the key in
 * base64. Kept as it is, since a hash of it could not sign.
 */
public record SigningSecret(Secret text) {

  public static final String PREFIX = "whsec_";
  public static final int MIN_BYTES = 24;
  public static final int MAX_BYTES = 64;

  public SigningSecret {
    int bytes = key(text).length;
    if (bytes < MIN_BYTES || bytes > MAX_BYTES) {
      throw new IllegalArgumentException("a signing secret must have " + MIN_BYTES + " to "
          + MAX_BYTES + " bytes, but has " + bytes);
    }
  }

  public byte[] key() {
    return key(text);
  }

  private static byte[] key(Secret text) {
    if (!text.reveal().startsWith(PREFIX)) {
      throw new IllegalArgumentException("a signing secret must begin with " + PREFIX);
    }
    try {
      return Base64.getDecoder().decode(text.reveal().substring(PREFIX.length()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("a signing secret must be base64 behind " + PREFIX, e);
    }
  }
}
