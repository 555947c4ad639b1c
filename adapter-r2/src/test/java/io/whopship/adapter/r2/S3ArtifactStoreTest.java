package io.whopship.adapter.r2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driven.ArtifactStore;
import io.whopship.ports.driven.ArtifactStore.Fetched;
import io.whopship.ports.driven.ArtifactStore.LocalFile;
import io.whopship.ports.driven.ArtifactStore.Stored;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.artifact.ArtifactKey;
import io.whopship.ports.model.artifact.Checksum;
import io.whopship.testkit.contract.ArtifactStoreContract;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.S3Client;

class S3ArtifactStoreTest {

  private static final ArtifactKey KEY = ArtifactKey.of(new DeploymentId(7));
  private static final long MIB = 1024L * 1024;
  private static final Checksum OTHER = new Checksum("0".repeat(64));

  private static S3World world;

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
    store = world.store(bucket);
  }

  @AfterEach
  void leavesNothingHalfDone() throws IOException {
    store.close();
    assertThat(world.filesOfDownloads()).isEmpty();
    assertThat(S3World.openUploads(bucket)).isEmpty();
  }

  @Nested
  class Contract extends ArtifactStoreContract {

    @Override
    protected ArtifactStore open() {
      return store;
    }
  }

  @Nested
  class StoringALargeOne {

    @Test
    void holdsEveryByteOfIt() throws Exception {
      Stored stored = store.store(KEY, S3World.bytes(40 * MIB + 1), 41 * MIB, null);

      assertThat(stored).isInstanceOfSatisfying(Stored.Done.class,
          done -> assertThat(done.bytes()).isEqualTo(40 * MIB + 1));
      assertHolds(40 * MIB + 1);
    }

    @Test
    void takesTheExpectedChecksum() throws Exception {
      Checksum checksum = ((Stored.Done) store.store(KEY, S3World.bytes(11 * MIB), 20 * MIB, null))
          .checksum();

      assertThat(store.store(KEY, S3World.bytes(11 * MIB), 20 * MIB, checksum))
          .isEqualTo(new Stored.Done(11 * MIB, checksum));
    }

    @Test
    void ofJustOnePartIsWholeToo() throws Exception {
      store.store(KEY, S3World.bytes(S3Upload.PART_BYTES), 20 * MIB, null);

      assertHolds(S3Upload.PART_BYTES);
    }

    @Test
    void leavesNothingIfItsChecksumIsAnother() {
      assertThat(store.store(KEY, S3World.bytes(12 * MIB), 20 * MIB, OTHER))
          .isInstanceOf(Stored.OtherChecksum.class);

      assertAbsent();
    }

    @Test
    void leavesNothingIfItIsTooLarge() {
      assertThat(store.store(KEY, S3World.bytes(12 * MIB + 1), 12 * MIB, null))
          .isEqualTo(new Stored.TooLarge());

      assertAbsent();
    }

    @Test
    void leavesTheOldOneIfItsSourceFails() throws IOException {
      store.store(KEY, S3World.bytes(10), 20 * MIB, null);
      IOException failure = new IOException("the connection broke");

      assertThatThrownBy(() -> store.store(KEY, S3World.bytes(12 * MIB, () -> {
        throw failure;
      }), 20 * MIB, null))
          .isInstanceOf(UncheckedIOException.class)
          .hasCause(failure);

      assertHolds(10);
    }

    /** All of it would not fit into the memory of the process that stores it. */
    @Test
    void takesLittleMemory() throws Exception {
      Process process = new ProcessBuilder(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx48m", "-cp",
          System.getProperty("java.class.path"), StoreWithLittleMemory.class.getName(),
          world.server.endpoint().toString(), bucket.bucket(), Long.toString(64 * MIB))
          .inheritIO()
          .start();

      assertThat(process.waitFor()).isZero();
      assertHolds(64 * MIB);
    }
  }

  @Test
  void isFetchedByManyAtOnceInSeveralRanges() throws Exception {
    store.store(KEY, S3World.bytes(50 * MIB + 3), 60 * MIB, null);

    try (LocalFile one = S3World.fetched(store, KEY)) {
      assertHolds(50 * MIB + 3);
      assertThat(one.path()).hasSize(50 * MIB + 3);
    }
  }

  /** What R2 would store together with what is put there, or refuse. */
  @Test
  void neverSendsBodiesInChunksNorChecksumsThatR2DoesNotKnow() throws IOException {
    List<Map<String, List<String>>> sent = new ArrayList<>();
    try (S3ArtifactStore watched = world.store(bucket, new ExecutionInterceptor() {
      @Override
      public void beforeTransmission(Context.BeforeTransmission context,
          ExecutionAttributes attributes) {
        sent.add(context.httpRequest().headers());
      }
    })) {
      watched.store(KEY, S3World.bytes(100_000), 20 * MIB, null);
      watched.store(KEY, S3World.bytes(11 * MIB), 20 * MIB, null);
      S3World.fetched(watched, KEY).close();
    }

    assertThat(sent).hasSizeGreaterThan(6)
        .allSatisfy(headers -> assertThat(headers.keySet())
            .doesNotContain("Content-Encoding", "x-amz-decoded-content-length", "x-amz-trailer",
                "x-amz-checksum-crc32", "x-amz-sdk-checksum-algorithm"));
  }

  @Test
  void namesTheOldOfManyPagesAndPassesOverWhatIsNoArtifact() throws IOException {
    List<ArtifactKey> named = new ArrayList<>();
    world.putPastTheServer(bucket, "builds/notes.txt");
    world.putPastTheServer(bucket, "other/1/artifact.zip");
    for (int i = 1; i <= 1001; i++) {
      world.putPastTheServer(bucket, "builds/" + i + "/artifact.zip");
    }

    store.forEachStoredBefore(Instant.now().plus(Duration.ofDays(1)),
        (key, storedAt) -> named.add(key));

    assertThat(named).hasSize(1001).contains(KEY);
  }

  @Nested
  class OfAServerThatDies {

    @Test
    void isUnavailableUntilItIsBack() throws Exception {
      store.store(KEY, S3World.bytes(1000), MIB, null);

      world.server.kill();
      assertThatThrownBy(() -> store.fetch(KEY, MIB)).isInstanceOf(PortException.Unavailable.class)
          .hasMessageContaining("S3 bucket '" + bucket.bucket() + "' cannot give " + KEY)
          .hasMessageContaining("no connection to " + bucket.endpoint())
          .hasMessageContaining("check the endpoint and the network");
      assertThatThrownBy(() -> store.remove(KEY)).isInstanceOf(PortException.Unavailable.class);
      world.server.restart();

      assertHolds(1000);
    }

    @Test
    void inTheMiddleOfAnUploadHasTheOldOneAfterwards() throws Exception {
      store.store(KEY, S3World.bytes(1000), MIB, null);
      InputStream dying = S3World.bytes(12 * MIB, world.server::kill);

      assertThatThrownBy(() -> store.store(KEY, dying, 20 * MIB, null))
          .isInstanceOf(PortException.Unavailable.class)
          .hasMessageContaining("cannot take " + KEY);
      world.server.restart();

      assertHolds(1000);
      abortWhatCouldNotBeAborted();
    }

    private void abortWhatCouldNotBeAborted() {
      try (S3Client s3 = S3Connection.open(bucket, S3World.PATIENT)) {
        s3.listMultipartUploads(list -> list.bucket(bucket.bucket()))
            .uploads()
            .forEach(upload -> s3.abortMultipartUpload(abort -> abort.bucket(bucket.bucket())
                .key(upload.key())
                .uploadId(upload.uploadId())));
      }
    }
  }

  @Test
  void aMissingBucketIsNotMistakenForAMissingArtifact() {
    try (S3ArtifactStore lost = world.store(
        S3World.settings(world.server.endpoint(), "no-such-bucket"))) {
      assertThatThrownBy(() -> lost.fetch(KEY, MIB)).isInstanceOf(PortException.Unavailable.class)
          .hasMessageContaining("S3 bucket 'no-such-bucket' cannot give " + KEY)
          .hasMessageContaining("there is no such bucket")
          .hasMessageContaining("create it, or correct the name");
      assertThatThrownBy(() -> lost.store(KEY, S3World.bytes(10), MIB, null))
          .isInstanceOf(PortException.Unavailable.class)
          .hasMessageContaining("there is no such bucket");
      assertThatThrownBy(() -> lost.forEachStoredBefore(Instant.now(), (key, storedAt) -> {
      })).isInstanceOf(PortException.Unavailable.class)
          .hasMessageContaining("cannot be listed");
    }
  }

  @Test
  void aDirectoryForDownloadsThatIsGoneIsNamed() throws IOException {
    store.store(KEY, S3World.bytes(10), MIB, null);
    Path downloads = Files.createTempDirectory("downloads");
    try (S3ArtifactStore elsewhere = new S3ArtifactStore(bucket, downloads, Instant::now)) {
      Files.delete(downloads.resolve("in-use"));
      Files.delete(downloads);

      assertThatThrownBy(() -> elsewhere.fetch(KEY, MIB))
          .isInstanceOf(PortException.Unavailable.class)
          .hasMessageContaining("directory for downloads cannot take " + KEY);
    }
  }

  @Test
  void aDirectoryForDownloadsThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.createTempFile("in-the-way", "");

    assertThatThrownBy(() -> new S3ArtifactStore(bucket, file, Instant::now))
        .isInstanceOf(PortException.Unavailable.class)
        .hasMessageContaining(file.toString());
    Files.delete(file);
  }

  private void assertHolds(long count) throws IOException {
    try (LocalFile file = S3World.fetched(store, KEY)) {
      assertThat(file.path()).matches(path -> S3World.holds(path, count),
          "holds " + count + " bytes as sent");
    }
  }

  private void assertAbsent() {
    assertThat(store.fetch(KEY, Long.MAX_VALUE)).isEqualTo(new Fetched.Absent());
  }
}
