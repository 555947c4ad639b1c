package io.whopship.adapter.http.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.model.webhooks.WebhookUrl;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlRulesTest {

  private final UrlRules usual = new UrlRules(false);
  private final UrlRules lenient = new UrlRules(true);

  @ParameterizedTest
  @ValueSource(strings = {"https://hooks.example/x?y=z", "https://hooks.example:443",
      "https://hooks.example:8443/", "https://hooks.example:1024", "https://1.1.1.1/",
      "https://[2606:4700:4700::1111]/", "HTTPS://HOOKS.EXAMPLE/"})
  void httpsToPublicHostsIsAllowed(String url) {
    assertThat(usual.refusal(WebhookUrl.parse(url))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"http://hooks.example, must begin with https://",
      "http://localhost, must begin with https://",
      "https://hooks.example:22, must have port 443",
      "https://hooks.example:1023, must have port 443",
      "https://localhost, must not be on this machine",
      "https://LocalHost./, must not be on this machine",
      "https://app.localhost:8443, must not be on this machine",
      "https://127.0.0.1, must lead to a public address",
      "https://10.1.2.3:8443, must lead to a public address",
      "https://169.254.169.254/latest/meta-data, must lead to a public address",
      "https://[::1]/, must lead to a public address",
      "https://[::ffff:10.0.0.1]/, must lead to a public address",
      "https://[fd00::1]/, must lead to a public address"})
  void othersAreRefusedWithTheReason(String url, String reason) {
    assertThat(usual.refusal(WebhookUrl.parse(url)).orElseThrow()).startsWith(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:3000/x", "http://app.localhost", "http://127.0.0.1:80",
      "http://[::1]:3000", "https://10.0.0.1:22", "https://localhost"})
  void moreIsAllowedIfTheOperatorSaysSo(String url) {
    assertThat(lenient.refusal(WebhookUrl.parse(url))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://hooks.example", "http://10.0.0.1", "https://169.254.169.254",
      "https://0.0.0.0", "http://0.0.0.0"})
  void notEverythingThough(String url) {
    assertThat(lenient.refusal(WebhookUrl.parse(url))).isPresent();
  }

  @Test
  void oneWrongAddressIsEnough() throws Exception {
    InetAddress good = InetAddress.getByName("1.1.1.1");
    InetAddress bad = InetAddress.getByName("10.0.0.1");

    assertThat(usual.refusal(true, List.of(good))).isEmpty();
    assertThat(usual.refusal(true, List.of(good, bad)).orElseThrow()).doesNotContain("10.0.0.1");
  }

  @Test
  void withoutTlsANameMustLeadToThisMachine() throws Exception {
    assertThat(lenient.refusal(false, List.of(InetAddress.getByName("127.0.0.1")))).isEmpty();
    assertThat(lenient.refusal(false, List.of(InetAddress.getByName("10.0.0.1")))).isPresent();
  }
}
