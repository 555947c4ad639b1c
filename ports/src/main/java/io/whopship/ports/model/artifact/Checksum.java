package io.whopship.ports.model.artifact;

import java.util.HexFormat;
import java.util.Locale;

/** The SHA-256 of an artifact, written {@code sha256:} and 64 hexadecimal digits. */
public record Checksum(String text) {

  private static final String PREFIX = "sha256:";

  /** Takes digits of either case, with the prefix or, as {@code shasum} prints them, without. */
  public Checksum {
    String lower = text.toLowerCase(Locale.ROOT);
    String digits = lower.startsWith(PREFIX) ? lower.substring(PREFIX.length()) : lower;
    if (!digits.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "checksum must be 'sha256:' and 64 hexadecimal digits, but is '" + text + "'");
    }
    text = PREFIX + digits;
  }

  /** From the 32 bytes of a SHA-256 digest. */
  public static Checksum ofDigest(byte[] sha256) {
    return new Checksum(PREFIX + HexFormat.of().formatHex(sha256));
  }

  @Override
  public String toString() {
    return text;
  }
}
