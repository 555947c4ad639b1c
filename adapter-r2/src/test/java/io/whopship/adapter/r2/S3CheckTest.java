package io.whopship.adapter.r2;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.ArtifactStore;
import io.whopship.ports.driven.Checkable.Check;
import io.whopship.ports.model.identity.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which setting is wrong, told by the store's health. */
class S3CheckTest {

  private static S3World world;

  private S3Settings bucket;

  @BeforeAll
  static void startServer(@TempDir Path temporary) throws IOException {
    world = S3World.open(temporary);
  }

  @AfterAll
  static void stopServer() throws IOException {
    world.close();
  }

  @BeforeEach
  void makeBucket() throws IOException {
    bucket = world.newBucket();
  }

  @Test
  void rightSettingsMakeItUsable() {
    try (S3ArtifactStore store = world.store(bucket)) {
      assertThat(store.check()).isEqualTo(new Check.Usable());
    }
  }

  @Test
  void aBucketThatIsMissing() {
    assertThat(reason(S3World.settings(world.server.endpoint(), "no-such-bucket")))
        .isEqualTo("S3 bucket 'no-such-bucket' cannot be used: there is no such bucket at "
            + world.server.endpoint() + " (404 NoSuchBucket): create it, or correct the name");
  }

  @Test
  void aSecretThatIsWrong() {
    Secret wrong = new Secret("another secret".replace(' ', '-'));

    assertThat(reason(S3Settings.of(bucket.endpoint(), bucket.bucket(), bucket.accessKeyId(),
        wrong))).contains("the signature was refused (403 SignatureDoesNotMatch)",
            "correct the secret access key, or the region, which is 'auto'")
        .doesNotContain(wrong.reveal());
  }

  @Test
  void aKeyThatIsNotKnown() {
    assertThat(reason(S3Settings.of(bucket.endpoint(), bucket.bucket(), "somebody",
        bucket.secretAccessKey())))
        .contains("the access key is not known (403 InvalidAccessKeyId)",
            "correct the access key id");
  }

  @Test
  void anEndpointWhereNobodyListens() {
    assertThat(reason(S3World.settings(URI.create("http://127.0.0.1:1"), bucket.bucket())))
        .contains("no connection to http://127.0.0.1:1",
            "check the endpoint and the network");
  }

  @Test
  void anEndpointThatDoesNotExist() {
    assertThat(reason(
        S3World.settings(URI.create("http://store.invalid"), bucket.bucket())))
        .contains("no connection to http://store.invalid");
  }

  @Test
  void aClockThatIsAhead() {
    assertThat(reasonAt(Duration.ofMinutes(20))).matches(
        "the clock of this server is (19|20) minutes ahead of that of S3, which will refuse upload"
            + " URLs: set it by a time server");
  }

  @Test
  void aClockThatIsBehind() {
    assertThat(reasonAt(Duration.ofMinutes(-20))).contains("minutes behind that of S3");
  }

  @Test
  void aClockThatIsAlmostRightIsRightEnough() {
    try (S3ArtifactStore store = world.at(skewed(Duration.ofMinutes(4)), bucket)) {
      assertThat(store.check()).isEqualTo(new Check.Usable());
    }
  }

  private static InstantSource skewed(Duration skew) {
    return InstantSource.offset(InstantSource.system(), skew);
  }

  private String reasonAt(Duration skew) {
    try (S3ArtifactStore store = world.at(skewed(skew), bucket)) {
      return reason(store);
    }
  }

  private static String reason(S3Settings settings) {
    try (S3ArtifactStore store = world.store(settings)) {
      return reason(store);
    }
  }

  private static String reason(ArtifactStore store) {
    return ((Check.Unusable) store.check()).reason();
  }
}
