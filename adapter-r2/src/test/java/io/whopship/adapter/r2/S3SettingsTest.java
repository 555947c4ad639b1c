package io.whopship.adapter.r2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.model.identity.Secret;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a bucket is, checked before anybody is asked for it. */
class S3SettingsTest {

  private static final Secret SECRET = new Secret("hunter2hunter2");

  @ParameterizedTest
  @CsvSource({"https://account.r2.cloudflarestorage.com, R2",
      "https://account.eu.R2.cloudflarestorage.com, R2",
      "https://r2.cloudflarestorage.com.example.com, S3", "http://127.0.0.1:9000, S3"})
  void theNameOfTheStoreFollowsFromItsHost(String endpoint, String name) {
    assertThat(at(endpoint).displayName()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://store", "store.example.com", "https:///builds", "https://s?x=1",
      "http://a_b"})
  void anEndpointThatIsNoneIsToldWithWhatItShouldBe(String endpoint) {
    assertThatThrownBy(() -> at(endpoint)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("endpoint must be an http or https URL")
        .hasMessageContaining("'" + endpoint + "'");
  }

  @Test
  void anEndpointTogetherWithItsBucketIsRefused() {
    assertThatThrownBy(() -> at("https://account.r2.cloudflarestorage.com/builds/"))
        .hasMessageContaining("endpoint must not end with the bucket")
        .hasMessageContaining("leave out '/builds'");
  }

  @Test
  void aPasswordInTheEndpointIsRefusedAndNotRepeated() {
    assertThatThrownBy(() -> at("https://me:hunter2@store.example.com"))
        .hasMessageContaining("must carry no user and password")
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://me:hunter2@a_b", "https://me:hunt er2@store.example.com",
      "me:hunter2@store.example.com", "https://me:hunter2/hunter2@store.example.com"})
  void aPasswordIsNotRepeatedEitherOfWhatIsNoUrl(String endpoint) {
    assertThatThrownBy(() -> S3Settings.of(S3Settings.endpoint(endpoint), "builds", "key", SECRET))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("endpoint must be an http or https URL")
        .hasMessageContaining("********@")
        .hasMessageNotContaining("hunter2")
        .hasMessageNotContaining("er2@")
        .hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ab", "Builds", "a/b", "builds-", "with space"})
  void aBucketThatCannotBeIsNamed(String bucket) {
    assertThatThrownBy(
        () -> S3Settings.of(URI.create("https://store.example.com"), bucket, "key", SECRET))
        .hasMessageContaining("bucket must have 3 to 63")
        .hasMessageContaining("'" + bucket + "'");
  }

  @Test
  void whatIsEmptyIsNamed() {
    assertThatThrownBy(() -> at("https://store.example.com").withRegion(""))
        .hasMessageContaining("region must be");
    assertThatThrownBy(
        () -> S3Settings.of(URI.create("https://s.example.com"), "builds", "a key", SECRET))
        .hasMessageContaining("accessKeyId must be")
        .hasMessageContaining("'a key'");
    assertThatThrownBy(() -> S3Settings.of(URI.create("https://s.example.com"), "builds", "key",
        new Secret("hunter2 ")))
        .hasMessageContaining("secretAccessKey must be")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void theSecretIsNeverPrinted() {
    assertThat(at("https://store.example.com").toString()).doesNotContain("hunter2")
        .contains("builds");
  }

  private static S3Settings at(String endpoint) {
    return S3Settings.of(URI.create(endpoint), "builds", "key", SECRET);
  }
}
