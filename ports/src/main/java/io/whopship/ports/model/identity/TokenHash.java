package io.whopship.ports.model.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of an access token: all that is ever stored of one. Tokens are long and random, so a
 * plain digest resists guessing.
 */
public record TokenHash(String hex) {

  public TokenHash {
    if (!hex.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("token hash must be 64 hexadecimal digits");
    }
  }

  public static TokenHash of(Secret token) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256")
          .digest(token.reveal().getBytes(StandardCharsets.UTF_8));
      return new TokenHash(HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
