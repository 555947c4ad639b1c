package io.whopship.core.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import io.whopship.ports.model.identity.Secret;

/**
 * What proves that a server of ours made something, and nobody else. Each use begins its texts with
 * words of its own: what one made never passes for what another did.
 */
public final class SigningKey {

  private final HashFunction hmac;

  public SigningKey(Secret key) {
    this(key.reveal().getBytes(UTF_8));
  }

  private SigningKey(byte[] key) {
    this.hmac = Hashing.hmacSha256(key);
  }

  /** An HMAC-SHA256, of 32 bytes. */
  public byte[] mac(String text) {
    return hmac.hashString(text, UTF_8).asBytes();
  }

  /** Another one, of which nobody can tell the first. */
  SigningKey derived(String purpose) {
    return new SigningKey(mac(purpose));
  }
}
