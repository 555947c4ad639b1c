package io.whopship.core.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import io.whopship.ports.model.webhooks.Message;
import io.whopship.ports.model.webhooks.SigningSecret;
import io.whopship.ports.model.webhooks.SigningSecrets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

/** The headers of Standard Webhooks, by which a receiver knows who sent a message, and when. */
final class WebhookSignature {

  private WebhookSignature() {}

  /** Signed with each secret that is valid at the time of this attempt. */
  static Map<String, String> headers(Message message, SigningSecrets secrets, Instant at) {
    String timestamp = Long.toString(at.getEpochSecond());
    String signed = message.id() + "." + timestamp + "." + message.body();
    return Map.of(
        "webhook-id", message.id(),
        "webhook-timestamp", timestamp,
        "webhook-signature", secrets.validAt(at)
            .stream()
            .map(secret -> signature(secret, signed))
            .collect(Collectors.joining(" ")));
  }

  private static String signature(SigningSecret secret, String signed) {
    byte[] hash = Hashing.hmacSha256(secret.key()).hashString(signed, UTF_8).asBytes();
    return "v1," + Base64.getEncoder().encodeToString(hash);
  }
}
