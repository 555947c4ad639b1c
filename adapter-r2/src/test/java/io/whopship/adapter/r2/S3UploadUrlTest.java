package io.whopship.adapter.r2;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.ArtifactStore.Fetched;
import io.whopship.ports.driven.ArtifactStore.LocalFile;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.artifact.ArtifactKey;
import io.whopship.testkit.MovableClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a caller can do with an upload URL and nothing else. A server may refuse a body before it
 * has read it, and then the connection may break: what counts is that nothing is stored.
 */
class S3UploadUrlTest {

  private static final ArtifactKey KEY = ArtifactKey.of(new DeploymentId(7));
  private static final ArtifactKey OTHER_KEY = ArtifactKey.of(new DeploymentId(8));
  private static final long MAX = 1024 * 1024;

  private static S3World world;

  private final HttpClient http = HttpClient.newHttpClient();
  private final MovableClock clock = new MovableClock(
      Instant.now().minus(Duration.ofHours(2)));
  private S3Settings bucket;
  private S3ArtifactStore store;

  @BeforeAll
  static void startServer(@TempDir Path temporary) throws IOException {
    world = S3World.open(temporary);
  }

  @AfterAll
  static void stopServer() throws IOException {
    world.close();
  }

  @BeforeEach
  void open() throws IOException {
    bucket = world.newBucket();
    store = world.at(clock, bucket);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void takesAZip() throws Exception {
    assertThat(put(url(), "application/zip", "a zip")).isTrue();

    try (LocalFile file = S3World.fetched(store, KEY)) {
      assertThat(file.path()).hasContent("a zip");
    }
  }

  @Test
  void isGoodForItsWholeHour() throws Exception {
    URI url = signedBefore(Duration.ofMinutes(59));

    assertThat(put(url, "application/zip", "a zip")).isTrue();
  }

  @Test
  void isGoodForNothingAfterItsHour() throws Exception {
    URI url = signedBefore(Duration.ofMinutes(61));

    assertRefused(put(url, "application/zip", "a zip"));
  }

  @Test
  void takesNothingButAZip() throws Exception {
    assertRefused(put(url(), "text/html", "a page"));
  }

  @Test
  void isForOneKeyAlone() throws Exception {
    URI other = URI.create(url().toString().replace("builds/7/", "builds/8/"));

    assertRefused(put(other, "application/zip", "a zip"));
    assertThat(store.fetch(OTHER_KEY, MAX)).isEqualTo(new Fetched.Absent());
  }

  @Test
  void carriesASignatureThatCannotBeAltered() throws Exception {
    String url = url().toString();
    char last = url.charAt(url.length() - 1);
    URI altered = URI.create(url.substring(0, url.length() - 1) + (last == '0' ? '1' : '0'));
    assertThat(url).containsPattern("X-Amz-Signature=[0-9a-f]{64}$");

    assertRefused(put(altered, "application/zip", "a zip"));
  }

  @Test
  void cannotBeMadeToLastLonger() throws Exception {
    URI longer = URI.create(url().toString().replace("X-Amz-Expires=3600", "X-Amz-Expires=7200"));
    assertThat(longer).isNotEqualTo(url());

    assertRefused(put(longer, "application/zip", "a zip"));
  }

  @Test
  void doesNotHoldBackWhatIsTooLargeSoItIsFoundOutLater() throws Exception {
    put(url(), "application/zip", "a zip");

    assertThat(store.fetch(KEY, 4)).isEqualTo(new Fetched.TooLarge(5));
  }

  @Test
  void lastsNoLongerThanTheStoreAllows() {
    assertThat(expiring(Duration.ofDays(30))).hasParameter("X-Amz-Expires", "604800");
    assertThat(expiring(Duration.ofHours(-1))).hasParameter("X-Amz-Expires", "1");
  }

  /** R2 refuses what the uploader would have to send with them. */
  @Test
  void asksForNoOtherHeaderThanTheContentType() {
    assertThat(url()).hasParameter("X-Amz-SignedHeaders", "content-type;host");
    assertThat(url().toString()).doesNotContainIgnoringCase("checksum");
  }

  @Test
  void namesTheBucketWhereTheSettingsSay() {
    S3Settings r2 = S3Settings.of(URI.create("https://account.r2.cloudflarestorage.com"),
        "builds", "key", bucket.secretAccessKey());
    try (S3ArtifactStore inPath = world.at(clock, r2);
        S3ArtifactStore inHost = world.at(clock, r2.withPathStyle(false).withRegion("eu-west-1"))) {
      Instant later = clock.instant().plusSeconds(60);

      assertThat(inPath.presignPut(KEY, later).orElseThrow())
          .hasHost("account.r2.cloudflarestorage.com")
          .hasPath("/builds/builds/7/artifact.zip");
      assertThat(inHost.presignPut(KEY, later).orElseThrow())
          .hasHost("builds.account.r2.cloudflarestorage.com")
          .hasPath("/builds/7/artifact.zip");
      assertThat(inHost.presignPut(KEY, later).orElseThrow().getQuery())
          .contains("/eu-west-1/s3/aws4_request");
    }
  }

  private URI url() {
    return signedBefore(Duration.ZERO);
  }

  private URI signedBefore(Duration ago) {
    clock.advance(Duration.between(clock.instant(), Instant.now().minus(ago)));
    return expiring(Duration.ofHours(1));
  }

  private URI expiring(Duration after) {
    return store.presignPut(KEY, clock.instant().plus(after)).orElseThrow();
  }

  private void assertRefused(boolean taken) {
    assertThat(taken).isFalse();
    assertThat(store.fetch(KEY, MAX)).isEqualTo(new Fetched.Absent());
  }

  /** Whether it was taken. */
  private boolean put(URI url, String contentType, String content) throws InterruptedException {
    try {
      HttpResponse<String> answer = http.send(HttpRequest.newBuilder(url)
          .header("Content-Type", contentType)
          .expectContinue(true)
          .PUT(HttpRequest.BodyPublishers.ofString(content))
          .build(), HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() / 100 == 2;
    } catch (IOException e) {
      return false;
    }
  }
}
