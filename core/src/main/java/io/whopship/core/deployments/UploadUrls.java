package io.whopship.core.deployments;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.CharMatcher;
import io.whopship.core.access.SigningKey;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.artifact.ArtifactKey;
import java.net.URI;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;

/**
 * URLs of this server to which artifacts are PUT. A signed one carries its own credential: an
 * HMAC-SHA256 over method, key and end of validity.
 */
public final class UploadUrls {

  private final String base;
  private final SigningKey signingKey;

  public UploadUrls(URI apiUrl, SigningKey signingKey) {
    this.base = CharMatcher.is('/').trimTrailingFrom(apiUrl.toString());
    this.signingKey = signingKey;
  }

  URI direct(DeploymentId deployment) {
    return URI.create(base + "/deployments/" + deployment + "/artifact");
  }

  URI signed(ArtifactKey key, Instant expiresAt) {
    long expires = expiresAt.getEpochSecond();
    return URI.create(base + "/uploads/" + key + "?expires=" + expires + "&signature="
        + signature(key.value(), expires));
  }

  /** Whether this server made the signature. Takes as long for a wrong one as for a right one. */
  boolean isSigned(String key, long expires, String signature) {
    return MessageDigest.isEqual(signature(key, expires).getBytes(UTF_8),
        signature.getBytes(UTF_8));
  }

  private String signature(String key, long expires) {
    byte[] mac = signingKey.mac("PUT\n" + key + "\n" + expires);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
  }
}
