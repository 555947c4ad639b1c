package io.whopship.adapter.r2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driven.ArtifactStore;
import io.whopship.ports.driven.ArtifactStore.Fetched;
import io.whopship.ports.driven.ArtifactStore.LocalFile;
import io.whopship.ports.driven.ArtifactStore.Stored;
import io.whopship.ports.driven.Checkable.Check;
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
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
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

  /** No request passes before those for all ranges of both are there. */
  @Test
  void isFetchedByManyAtOnceInSeveralRanges() throws Exception {
    store.store(KEY, S3World.bytes(50 * MIB + 3), 60 * MIB, null);
    CountDownLatch together = new CountDownLatch(8);
    RangesAskedFor ranges = new RangesAskedFor(() -> {
      together.countDown();
      assertThat(together.await(1, TimeUnit.MINUTES)).isTrue();
    });

    try (S3ArtifactStore watched = world.store(bucket, ranges);
        ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Boolean> reader = () -> {
        try (LocalFile file = S3World.fetched(watched, KEY)) {
          return S3World.holds(file.path(), 50 * MIB + 3);
        }
      };
      for (Future<Boolean> whole : readers.invokeAll(List.of(reader, reader))) {
        assertThat(whole.get()).isTrue();
      }
    }

    String[] each = {"bytes=0-16777215", "bytes=16777216-33554431", "bytes=33554432-50331647",
        "bytes=50331648-52428802"};
    assertThat(ranges.all()).hasSize(8).contains(each);
  }

  @Test
  void anUploadThatIsInterruptedLeavesNoParts() {
    InputStream body = S3World.bytes(12 * MIB, Thread.currentThread()::interrupt);

    assertThatThrownBy(() -> store.store(KEY, body, 20 * MIB, null))
        .isInstanceOf(PortException.Unavailable.class)
        .hasMessageContaining("cannot take " + KEY + ": it was interrupted");

    assertThat(Thread.interrupted()).as("whoever interrupted is heard").isTrue();
    assertThat(S3World.openUploads(bucket)).isEmpty();
  }

  @Test
  void sendsWithEachBodyAChecksumThatEveryStoreCompares() throws IOException {
    List<SdkHttpRequest> bodies = new CopyOnWriteArrayList<>();
    try (S3ArtifactStore watched = world.store(bucket, new ExecutionInterceptor() {
      @Override
      public void beforeTransmission(Context.BeforeTransmission context,
          ExecutionAttributes attributes) {
        if (context.httpRequest().method() == SdkHttpMethod.PUT) {
          bodies.add(context.httpRequest());
        }
      }
    })) {
      watched.store(KEY, S3World.bytes(100_000), 20 * MIB, null);
      watched.store(KEY, S3World.bytes(11 * MIB), 20 * MIB, null);
    }

    assertThat(bodies).hasSizeGreaterThanOrEqualTo(4)
        .allSatisfy(put -> assertThat(put.headers()).containsKey("Content-MD5"));
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
      assertThat(elsewhere.check()).isInstanceOfSatisfying(Check.Unusable.class,
          unusable -> assertThat(unusable.reason()).isEqualTo("directory for downloads " + downloads
              + " is not there: mount or restore it, then restart the server"));
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
