package io.whopship.adapter.cloudflare.dispatch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.rollout.ReleaseName;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What makes the dispatcher send a GET or HEAD to a release whatever the host's record says, and
 * also if KV knows of none. Good for one address, until it expires.
 *
 * @param secret which the dispatcher knows as {@code PROBE_SECRET}
 */
public record ProbeSignature(Secret secret) {

  /** The field that carries it. */
  public static final String HEADER = "x-whopship-probe";

  /** The field by which the dispatcher says, to probes alone, who answered. */
  public static final String ANSWERED_BY = "x-whopship-release";

  /** The field by which it names the release that was asked for and is not there. */
  public static final String ABSENT = "x-whopship-absent";

  private static final String VERSION = "v1";
  private static final int FINGERPRINT_BYTES = 8;
  private static final String ALGORITHM = "HmacSHA256";

  public ProbeSignature {
    if (secret.reveal().isEmpty()) {
      throw new IllegalArgumentException("the secret of probes must not be empty");
    }
  }

  /**
   * The value of the field.
   *
   * @param host lower case, without a port
   * @param pathAndQuery as a URL has it, encoded: {@code /search?q=a%20b}
   */
  public String sign(ReleaseName release, String host, String pathAndQuery, Instant expires) {
    long second = expires.getEpochSecond();
    String text = String.join("\n", VERSION, release.toString(), host, pathAndQuery,
        Long.toString(second));
    return String.join(".", VERSION, release.toString(), Long.toString(second),
        HexFormat.of().formatHex(hmac(text)));
  }

  /** Tells whether another has the same secret, and the same text, without telling either. */
  public String fingerprint(String text) {
    return HexFormat.of().formatHex(hmac("fingerprint\n" + text), 0, FINGERPRINT_BYTES);
  }

  private byte[] hmac(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.reveal().getBytes(UTF_8), ALGORITHM));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + ", which every JDK has, is not there", e);
    }
  }
}
