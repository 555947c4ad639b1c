package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.adapter.cloudflare.api.ApiSettings;
import io.whopship.adapter.cloudflare.edge.Installation;
import io.whopship.adapter.r2.S3Settings;
import io.whopship.ports.model.identity.Secret;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An account on Cloudflare, and its bucket. */
class CloudflareConfigurationTest {

  static final Map<String, String> ON_CLOUDFLARE = Map.of("WHOPSHIP_EDGE", "cloudflare",
      "WHOPSHIP_CLOUDFLARE_ACCOUNT", "0123456789abcdef0123456789abcdef",
      "WHOPSHIP_CLOUDFLARE_TOKEN", "t0ken", "WHOPSHIP_SITE_URL", "https://{subdomain}.example.com",
      "WHOPSHIP_S3_ACCESS_KEY_ID", "key", "WHOPSHIP_S3_SECRET_ACCESS_KEY", "s3cret");

  static Configuration onCloudflare(Map<String, String> more) {
    Map<String, String> settings = new TreeMap<>(ON_CLOUDFLARE);
    settings.putAll(more);
    return Configuration.read(settings);
  }

  @Test
  void workersRunOnThisMachineUnlessCloudflareIsChosen() {
    assertThat(Configuration.read(Map.of()).edge()).isEqualTo(new EdgeChoice.Workerd());
    assertThat(Configuration.read(Map.of()).artifacts()).isEqualTo(new ArtifactChoice.Directory());
    assertThatThrownBy(() -> Configuration.read(Map.of("WHOPSHIP_EDGE", "aws")))
        .hasMessageContaining("WHOPSHIP_EDGE: must be workerd or cloudflare (it is 'aws')");
  }

  @Test
  void anAccountOnCloudflareNeedsNoMoreThanItsTokenAndKeys() {
    Configuration configuration = onCloudflare(Map.of());
    CloudflareConfiguration account = CloudflareOptions.account(configuration);

    assertThat(account.api()).isEqualTo(ApiSettings.of(ApiSettings.CLOUDFLARE,
        "0123456789abcdef0123456789abcdef", new Secret("t0ken")));
    assertThat(account.installation()).isEqualTo(new Installation("whopship"));
    assertThat(account.spread()).isEqualTo(Duration.ofSeconds(75));
    assertThat(account.visitors()).isNull();
    assertThat(account.probeSecret()).isNull();
    assertThat(configuration.artifacts()).isEqualTo(new ArtifactChoice.S3(S3Settings.of(
        URI.create("https://0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com"),
        "whopship-builds", "key", new Secret("s3cret"))));
  }

  @Test
  void everythingOfTheAccountIsSet() {
    CloudflareConfiguration account = CloudflareOptions.account(onCloudflare(Map.of(
        "WHOPSHIP_CLOUDFLARE_NAMESPACE", "tenants", "WHOPSHIP_CLOUDFLARE_API",
        "http://127.0.0.1:9/v4/", "WHOPSHIP_CLOUDFLARE_SPREAD", "2m",
        "WHOPSHIP_CLOUDFLARE_FIGURES_DELAY", "30s",
        "WHOPSHIP_CLOUDFLARE_VISITORS", "127.0.0.1:8080", "WHOPSHIP_PROBE_SECRET",
        "0123456789abcdef")));

    assertThat(account.installation().builds()).isEqualTo("tenants-builds");
    assertThat(account.api().baseUrl()).hasToString("http://127.0.0.1:9/v4");
    assertThat(account.spread()).isEqualTo(Duration.ofMinutes(2));
    assertThat(account.figuresDelay()).isEqualTo(Duration.ofSeconds(30));
    assertThat(account.visitors())
        .isEqualTo(InetSocketAddress.createUnresolved("127.0.0.1", 8080));
    assertThat(account.probeSecret()).isEqualTo(new Secret("0123456789abcdef"));
  }

  @Test
  void whatIsWrongWithTheAccountIsToldWithoutItsSecrets() {
    assertThatThrownBy(() -> onCloudflare(Map.of("WHOPSHIP_CLOUDFLARE_ACCOUNT", "mine",
        "WHOPSHIP_CLOUDFLARE_TOKEN", "two words", "WHOPSHIP_CLOUDFLARE_NAMESPACE", "Tenants",
        "WHOPSHIP_CLOUDFLARE_VISITORS", "127.0.0.1", "WHOPSHIP_PROBE_SECRET", "hunter2",
        "WHOPSHIP_SITE_URL", "http://{subdomain}.localhost")))
        .hasMessageContaining("WHOPSHIP_CLOUDFLARE_ACCOUNT: must be the id of the account, 32"
            + " digits of 0-9 a-f (it is 'mine')")
        .hasMessageContaining("WHOPSHIP_CLOUDFLARE_TOKEN: must be set")
        .hasMessageContaining("WHOPSHIP_CLOUDFLARE_NAMESPACE: must be 1 to 30 of a-z 0-9 -")
        .hasMessageContaining("WHOPSHIP_CLOUDFLARE_VISITORS: must be a host and a port, but is")
        .hasMessageContaining("WHOPSHIP_PROBE_SECRET: must have 16 characters or more")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("two words", "hunter2"));
    assertThatThrownBy(() -> onCloudflare(Map.of("WHOPSHIP_SITE_URL",
        "http://{subdomain}.localhost")))
        .hasMessageContaining("WHOPSHIP_SITE_URL: must be https://{subdomain}. and a domain");
  }

  @Test
  void artifactsLieInTheBucketThatIsNamed() {
    Map<String, String> bucket = Map.of("WHOPSHIP_S3_BUCKET", "zips", "WHOPSHIP_S3_ENDPOINT",
        "https://s3.example.com", "WHOPSHIP_S3_REGION", "eu-west-1", "WHOPSHIP_S3_ACCESS_KEY_ID",
        "key", "WHOPSHIP_S3_SECRET_ACCESS_KEY", "s3cret", "WHOPSHIP_S3_PATH_STYLE", "no");

    assertThat(Configuration.read(bucket).artifacts()).isEqualTo(new ArtifactChoice.S3(
        S3Settings.of(URI.create("https://s3.example.com"), "zips", "key", new Secret("s3cret"))
            .withRegion("eu-west-1")
            .withPathStyle(false)));
    assertThatThrownBy(() -> Configuration.read(Map.of("WHOPSHIP_S3_BUCKET", "zips",
        "WHOPSHIP_S3_PATH_STYLE", "maybe")))
        .hasMessageContaining("WHOPSHIP_S3_ENDPOINT: must be set with WHOPSHIP_S3_BUCKET")
        .hasMessageContaining("WHOPSHIP_S3_ACCESS_KEY_ID: must be set with WHOPSHIP_S3_BUCKET")
        .hasMessageContaining("WHOPSHIP_S3_SECRET_ACCESS_KEY: must be set")
        .hasMessageContaining("WHOPSHIP_S3_PATH_STYLE: must be yes or no (it is 'maybe')");
  }

  @Test
  void whatIsOfABucketAsksForTheBucket() {
    assertThatThrownBy(() -> Configuration.read(Map.of("WHOPSHIP_S3_ENDPOINT",
        "https://s3.example.com", "WHOPSHIP_S3_SECRET_ACCESS_KEY", "s3cret")))
        .hasMessageContaining("WHOPSHIP_S3_ENDPOINT: is for artifacts in a bucket: set"
            + " WHOPSHIP_S3_BUCKET, or leave it out")
        .hasMessageContaining("WHOPSHIP_S3_SECRET_ACCESS_KEY: is for artifacts in a bucket")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void whatIsOfTheAccountAsksForTheEdge() {
    assertThatThrownBy(() -> Configuration.read(Map.of("WHOPSHIP_CLOUDFLARE_TOKEN", "t0ken")))
        .hasMessageContaining("WHOPSHIP_CLOUDFLARE_TOKEN: is for workers on Cloudflare: set"
            + " WHOPSHIP_EDGE=cloudflare, or leave it out")
        .hasMessageNotContaining("t0ken");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|',
      textBlock = """
          WHOPSHIP_S3_ENDPOINT          | https://s3.example.com/zips | must not end with the bucket
          WHOPSHIP_S3_ENDPOINT          | https://me:hunter2@s3 e.com | must be an http or https URL
          WHOPSHIP_S3_BUCKET            | Zips                        | must have 3 to 63
          WHOPSHIP_S3_REGION            | two words                   | must be printable ASCII
          WHOPSHIP_S3_ACCESS_KEY_ID     | a key                       | must be printable ASCII
          WHOPSHIP_S3_SECRET_ACCESS_KEY | hunter2 hunter2             | must be set, to printable
          """)
  void whatIsWrongWithTheBucketIsToldByTheNameOfItsSetting(String name, String value,
      String rule) {
    Map<String, String> settings = new TreeMap<>(Map.of("WHOPSHIP_S3_BUCKET", "zips",
        "WHOPSHIP_S3_ENDPOINT", "https://s3.example.com", "WHOPSHIP_S3_ACCESS_KEY_ID", "key",
        "WHOPSHIP_S3_SECRET_ACCESS_KEY", "s3cret"));
    settings.put(name, value);

    assertThatThrownBy(() -> Configuration.read(settings))
        .isInstanceOf(Configuration.Invalid.class)
        .hasMessageContaining(name + ": " + rule)
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void onCloudflareTheBucketIsInTheAccountsOwnR2() {
    String account = "0123456789abcdef0123456789abcdef";
    for (String own : List.of("https://" + account + ".r2.cloudflarestorage.com/",
        "https://" + account + ".eu.r2.cloudflarestorage.com")) {
      Configuration configuration = onCloudflare(Map.of("WHOPSHIP_S3_ENDPOINT", own));

      assertThat(configuration.artifacts()).isInstanceOfSatisfying(ArtifactChoice.S3.class,
          chosen -> assertThat(CloudflareOptions.account(configuration)
              .objects(chosen.bucket().endpoint()))
              .as("buckets that bindings of workers name")
              .hasToString("https://" + account + ".r2.cloudflarestorage.com"));
    }
    for (String other : List.of("https://s3.example.com",
        "http://" + account + ".r2.cloudflarestorage.com",
        "https://another.r2.cloudflarestorage.com")) {
      assertThatThrownBy(() -> onCloudflare(Map.of("WHOPSHIP_S3_ENDPOINT", other)))
          .hasMessageContaining("WHOPSHIP_S3_ENDPOINT: must be the R2 of the account")
          .hasMessageContaining("(it is '" + other + "')");
    }
  }

  @Test
  void ofAnotherApiThanCloudflaresTheStoreMayBeAnywhere() {
    Configuration configuration = onCloudflare(Map.of("WHOPSHIP_CLOUDFLARE_API",
        "http://127.0.0.1:9/v4", "WHOPSHIP_S3_ENDPOINT", "http://127.0.0.1:10"));

    assertThat(CloudflareOptions.account(configuration).objects(URI.create("http://127.0.0.1:10")))
        .hasToString("http://127.0.0.1:10");
  }

  @Test
  void aSpreadBelowNothingIsRefused() {
    assertThatThrownBy(() -> onCloudflare(Map.of("WHOPSHIP_CLOUDFLARE_SPREAD", "PT-1S")))
        .hasMessageContaining("WHOPSHIP_CLOUDFLARE_SPREAD: must be 0s or more (it is 'PT-1S')");
  }
}
