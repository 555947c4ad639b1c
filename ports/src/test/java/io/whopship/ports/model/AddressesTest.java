package io.whopship.ports.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.model.apps.SiteAddresses;
import io.whopship.ports.model.apps.Subdomain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

  private static final SiteAddresses LOCAL = new SiteAddresses("http://{subdomain}.localhost:8080");

  @ParameterizedTest
  @ValueSource(strings = {"a", "my-app", "a1", "x2345678901234567890123456789012345678-9"})
  void aDnsLabelIsASubdomain(String label) {
    assertThat(new Subdomain(label).label()).isEqualTo(label);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "a-", "A", "1a", "a_b", "a.b", "a--1", "xn--80ak6aa92e", "é",
      "x23456789012345678901234567890123456789-1", "a\n"})
  void whatIsNoDnsLabelOrLooksLikeAPreviewIsNot(String label) {
    assertThatThrownBy(() -> new Subdomain(label)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("subdomain must be 1 to 40");
  }

  @Test
  void namesOfThePlatformAreReserved() {
    assertThat(new Subdomain("api").isReserved()).isTrue();
    assertThat(new Subdomain("api2").isReserved()).isFalse();
  }

  @Test
  void aSiteAndAPreviewHaveTheirAddresses() {
    assertThat(LOCAL.site(new Subdomain("my-app"))).hasToString("http://my-app.localhost:8080");
    assertThat(LOCAL.preview(new Subdomain("my-app"), new DeploymentId(123)))
        .hasToString("http://my-app--123.localhost:8080");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:8080", "http://x.{subdomain}.com",
      "http://{subdomain}.{subdomain}.com", "ftp://{subdomain}.com", "{subdomain}.com"})
  void aPatternWithoutTheSubdomainAsFirstLabelIsRefused(String pattern) {
    assertThatThrownBy(() -> new SiteAddresses(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("site URL pattern must");
  }
}
