package io.whopship.adapter.cloudflare.dispatch;

import static io.whopship.adapter.cloudflare.dispatch.RunningDispatcher.release;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.model.identity.Secret;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProbeSignatureTest {

  private final ProbeSignature signature = new ProbeSignature(new Secret("secret"));

  /** The digits are those of {@code openssl dgst -sha256 -hmac secret}. */
  @Test
  void aSignatureNamesReleaseAndTimeAndProvesTheRest() {
    assertThat(signature.sign(release(2), "my-app.example.com", "/?a=b",
        Instant.ofEpochMilli(1_800_000_000_999L)))
        .isEqualTo(
            "v1.whopship-7-2.1800000000.b734f00c3cb4fcf5679ef5f53fdce0c1e4ceed79d7e901f1b65e9ed88d012a7c");
  }

  @Test
  void anEmptySecretIsNone() {
    assertThatThrownBy(() -> new ProbeSignature(new Secret("")))
        .hasMessage("the secret of probes must not be empty");
  }

  @Test
  void theSecretIsNotPrinted() {
    assertThat(signature.toString()).doesNotContain("secret]").contains("***");
  }
}
