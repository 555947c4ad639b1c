package io.whopship.core.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.webhooks.Message;
import io.whopship.ports.model.webhooks.SigningSecret;
import io.whopship.ports.model.webhooks.SigningSecrets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WebhookSignatureTest {

  private static final SigningSecret SECRET = new SigningSecret(
      new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
  private static final Instant AT = Instant.ofEpochSecond(1614265330);
  private static final Message MESSAGE = new Message("msg_p5jXN8AQM9LWM0D4loKWxJek",
      "deployment.active", AT, "{\"test\": 2432232314}");

  /** The example of the specification and of its libraries. */
  @Test
  void isThatOfTheSpecification() {
    assertThat(WebhookSignature.headers(MESSAGE, SigningSecrets.of(SECRET), AT))
        .containsEntry("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
        .containsEntry("webhook-timestamp", "1614265330")
        .containsEntry("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void isMadeWithEachValidSecret() {
    SigningSecret next = new SigningSecret(new Secret("whsec_" + "A".repeat(32)));
    SigningSecrets rotated = SigningSecrets.of(SECRET).rotated(next, AT);

    assertThat(WebhookSignature.headers(MESSAGE, rotated, AT).get("webhook-signature"))
        .startsWith("v1,")
        .endsWith(" v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    assertThat(WebhookSignature
        .headers(MESSAGE, rotated, AT.plus(SigningSecrets.OVERLAP))
        .get("webhook-signature")).doesNotContain(" ");
  }
}
