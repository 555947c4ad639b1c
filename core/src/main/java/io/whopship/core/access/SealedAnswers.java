package io.whopship.core.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.whopship.ports.driven.Ids;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.requests.KeyedRequest;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Answers that only who asks for them again can read: some hold tokens, of which nothing but a hash
 * is ever stored elsewhere. AES-256-GCM by a key made of the signing key and of the caller's own
 * key, which is not stored: neither a copy of the database nor one with the signing key opens it.
 */
public final class SealedAnswers {

  private static final int NONCE_BYTES = 16;
  private static final int TAG_BITS = 128;

  private final SigningKey signingKey;
  private final Ids ids;

  public SealedAnswers(SigningKey signingKey, Ids ids) {
    this.signingKey = signingKey;
    this.ids = ids;
  }

  /**
   * What is stored of a request. Callers think up keys, and of many bodies there are few that could
   * have been sent: a plain hash of either could be guessed from a copy of the database.
   *
   * @param request who asked, for what, by which key
   * @param fingerprint of all that was sent
   */
  KeyedRequest named(String request, String fingerprint) {
    return new KeyedRequest(
        HexFormat.of().formatHex(signingKey.mac("name of a request\n" + request)),
        HexFormat.of().formatHex(signingKey.mac("sent with a request\n" + fingerprint)));
  }

  /**
   * Seals an answer.
   *
   * @param request who asked, for what, by which key
   */
  String seal(String request, String answer) {
    byte[] nonce = nonce(ids.uuid());
    byte[] sealed = run(Cipher.ENCRYPT_MODE, request, nonce, answer.getBytes(UTF_8));
    return Base64.getEncoder()
        .encodeToString(
            ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array());
  }

  /** Throws {@link PortException.Corrupt} if it was not sealed so, or with another signing key. */
  String open(String request, String sealed) {
    byte[] bytes = bytes(sealed);
    return new String(run(Cipher.DECRYPT_MODE, request, Arrays.copyOf(bytes, NONCE_BYTES),
        Arrays.copyOfRange(bytes, NONCE_BYTES, bytes.length)), UTF_8);
  }

  private static byte[] bytes(String sealed) {
    try {
      byte[] bytes = Base64.getDecoder().decode(sealed);
      if (bytes.length > NONCE_BYTES) {
        return bytes;
      }
      throw new PortException.Corrupt("a stored answer is too short: it has " + bytes.length
          + " bytes", null);
    } catch (IllegalArgumentException e) {
      throw new PortException.Corrupt("a stored answer is not Base64", e);
    }
  }

  private static byte[] nonce(UUID uuid) {
    return ByteBuffer.allocate(NONCE_BYTES)
        .putLong(uuid.getMostSignificantBits())
        .putLong(uuid.getLeastSignificantBits())
        .array();
  }

  private byte[] run(int mode, String request, byte[] nonce, byte[] text) {
    byte[] key = signingKey.mac("sealed answer\n" + request);
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new PortException.Corrupt("a stored answer cannot be opened: it is broken, or was"
          + " sealed with another signing key", e);
    }
  }
}
