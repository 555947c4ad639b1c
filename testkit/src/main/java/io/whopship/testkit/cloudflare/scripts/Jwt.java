package io.whopship.testkit.cloudflare.scripts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.testkit.cloudflare.rest.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs and reads tokens that hold for an hour; the key is this object's own. */
final class Jwt {

  private static final Duration VALID = Duration.ofHours(1);
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final String HEADER = BASE64
      .encodeToString("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8));

  private final InstantSource clock;
  private final SecretKeySpec key = new SecretKeySpec(
      UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8), "HmacSHA256");

  Jwt(InstantSource clock) {
    this.clock = clock;
  }

  String sign(ObjectNode claims) {
    Instant now = clock.instant();
    ObjectNode all = claims.deepCopy()
        .put("iat", now.getEpochSecond())
        .put("exp", now.plus(VALID).getEpochSecond());
    String content = HEADER + "."
        + BASE64.encodeToString(Json.text(all).getBytes(StandardCharsets.UTF_8));
    return content + "." + BASE64.encodeToString(mac(content));
  }

  /** The claims of a token that was signed here, expired or not. */
  Optional<ObjectNode> read(String token) {
    int last = token.lastIndexOf('.');
    int first = token.indexOf('.');
    if (first < 0 || first == last) {
      return Optional.empty();
    }
    try {
      if (!MessageDigest.isEqual(mac(token.substring(0, last)),
          Base64.getUrlDecoder().decode(token.substring(last + 1)))) {
        return Optional.empty();
      }
      return Json.parse(Base64.getUrlDecoder().decode(token.substring(first + 1, last)))
          .map(ObjectNode.class::cast);
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // not base64
    }
  }

  boolean expired(ObjectNode claims) {
    return clock.instant().getEpochSecond() >= claims.path("exp").longValue();
  }

  private byte[] mac(String content) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(content.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
