package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driven.ArtifactStore;
import io.whopship.ports.driven.ArtifactStore.Fetched;
import io.whopship.ports.driven.ArtifactStore.LocalFile;
import io.whopship.ports.driven.ArtifactStore.Stored;
import io.whopship.ports.driven.Checkable.Check;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.artifact.ArtifactKey;
import io.whopship.ports.model.artifact.Checksum;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link ArtifactStore} promises. */
public abstract class ArtifactStoreContract {

  private static final ArtifactKey KEY = ArtifactKey.of(new DeploymentId(123));
  private static final ArtifactKey OTHER_KEY = ArtifactKey.of(new DeploymentId(124));
  private static final long MAX = 4L * 1024 * 1024;

  private ArtifactStore store;

  /** Opens an empty store; the extending test closes what needs it. */
  protected abstract ArtifactStore open() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = open();
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  private static Checksum checksum(byte[] content) throws Exception {
    return Checksum.ofDigest(MessageDigest.getInstance("SHA-256").digest(content));
  }

  private Stored store(ArtifactKey key, byte[] content) {
    return store.store(key, new ByteArrayInputStream(content), MAX, null);
  }

  private void assertHolds(ArtifactKey key, byte[] content) throws IOException {
    try (LocalFile file = fetched(key)) {
      assertThat(file.path()).hasBinaryContent(content);
    }
  }

  private LocalFile fetched(ArtifactKey key) {
    return assertThat(store.fetch(key, MAX))
        .asInstanceOf(InstanceOfAssertFactories.type(Fetched.Found.class))
        .actual()
        .file();
  }

  private void assertAbsent(ArtifactKey key) {
    assertThat(store.fetch(key, MAX)).isEqualTo(new Fetched.Absent());
  }

  private List<ArtifactKey> storedBefore(Instant instant) {
    List<ArtifactKey> keys = new ArrayList<>();
    store.forEachStoredBefore(instant, (key, storedAt) -> keys.add(key));
    return keys;
  }

  /** Bytes without end, so that only a refusal ends reading them. */
  private static InputStream endless() {
    return new InputStream() {
      @Override
      public int read() {
        return 'x';
      }

      @Override
      public int read(byte[] buffer, int offset, int length) {
        Arrays.fill(buffer, offset, offset + length, (byte) 'x');
        return length;
      }
    };
  }

  private static InputStream breakingAfter(byte[] first, IOException failure) {
    return new SequenceInputStream(new ByteArrayInputStream(first), new InputStream() {
      @Override
      public int read() throws IOException {
        throw failure;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        throw failure;
      }
    });
  }

  @Test
  void hasANameAndWorks() {
    assertThat(store.displayName()).isNotBlank();
    assertThat(store.check()).isEqualTo(new Check.Usable());
  }

  @Nested
  class Storing {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8192, 3_000_001})
    void saysHowManyBytesCameAndTheirChecksum(int count) throws Exception {
      byte[] content = bytes(count);

      assertThat(store(KEY, content)).isEqualTo(new Stored.Done(count, checksum(content)));
      assertHolds(KEY, content);
    }

    @Test
    void replacesWhatWasThere() throws Exception {
      store(KEY, bytes(2000));

      store(KEY, bytes(1000));

      assertHolds(KEY, bytes(1000));
    }

    @Test
    void leavesOtherArtifactsAlone() throws Exception {
      store(KEY, bytes(1000));
      store(OTHER_KEY, bytes(2000));

      assertHolds(KEY, bytes(1000));
      assertHolds(OTHER_KEY, bytes(2000));
    }

    @Test
    void takesAsManyBytesAsAllowed() throws Exception {
      byte[] content = bytes(1000);

      assertThat(store.store(KEY, new ByteArrayInputStream(content), 1000, null))
          .isEqualTo(new Stored.Done(1000, checksum(content)));
    }

    @Test
    void isRefusedWithOneByteMore() {
      assertThat(store.store(KEY, new ByteArrayInputStream(bytes(1001)), 1000, null))
          .isEqualTo(new Stored.TooLarge());
      assertAbsent(KEY);
    }

    @Test
    void isRefusedBeforeTheEndOfWhatIsTooLarge() throws Exception {
      store(KEY, bytes(1000));

      assertThat(store.store(KEY, endless(), 100_000, null)).isEqualTo(new Stored.TooLarge());
      assertHolds(KEY, bytes(1000));
    }

    @Test
    void acceptsTheExpectedChecksum() throws Exception {
      byte[] content = bytes(1000);

      assertThat(store.store(KEY, new ByteArrayInputStream(content), MAX, checksum(content)))
          .isEqualTo(new Stored.Done(1000, checksum(content)));
    }

    @Test
    void isRefusedWithAnotherChecksum() throws Exception {
      byte[] content = bytes(1000);

      assertThat(store.store(KEY, new ByteArrayInputStream(content), MAX, Examples.CHECKSUM))
          .isEqualTo(new Stored.OtherChecksum(checksum(content)));
      assertAbsent(KEY);
    }

    @Test
    void leavesTheOldOneIfTheChecksumIsAnother() throws Exception {
      store(KEY, bytes(1000));

      store.store(KEY, new ByteArrayInputStream(bytes(2000)), MAX, Examples.CHECKSUM);

      assertHolds(KEY, bytes(1000));
    }

    @Test
    void failsWithTheFailureOfItsSource() {
      IOException failure = new IOException("the connection broke");

      assertThatThrownBy(
          () -> store.store(KEY, breakingAfter(bytes(100_000), failure), MAX, null))
          .isInstanceOf(UncheckedIOException.class)
          .hasCause(failure);
      assertAbsent(KEY);
    }

    @Test
    void leavesTheOldOneIfItsSourceFails() throws Exception {
      store(KEY, bytes(1000));

      assertThatThrownBy(() -> store.store(KEY,
          breakingAfter(bytes(100_000), new IOException("the connection broke")), MAX, null))
          .isInstanceOf(UncheckedIOException.class);

      assertHolds(KEY, bytes(1000));
    }

    @Test
    void doesNotCloseItsSource() {
      AtomicBoolean closed = new AtomicBoolean();
      InputStream body = new FilterInputStream(new ByteArrayInputStream(bytes(1000))) {
        @Override
        public void close() {
          closed.set(true);
        }
      };

      store.store(KEY, body, MAX, null);

      assertThat(closed).isFalse();
    }

    @Test
    void takesWhatComesInSmallPieces() throws Exception {
      byte[] content = bytes(5000);
      InputStream body = new FilterInputStream(new ByteArrayInputStream(content)) {
        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
          return super.read(buffer, offset, Math.min(length, 7));
        }
      };

      assertThat(store.store(KEY, body, MAX, null))
          .isEqualTo(new Stored.Done(5000, checksum(content)));
      assertHolds(KEY, content);
    }

    @Test
    void ofOneKeyByManyAtOnceKeepsOneAsAWhole() throws Exception {
      List<byte[]> contents = new ArrayList<>();
      List<Callable<Stored>> uploads = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        byte[] content = new byte[200_000];
        Arrays.fill(content, (byte) ('a' + i));
        contents.add(content);
        uploads.add(() -> store(KEY, content));
      }

      assertThat(AtOnce.run(uploads)).allMatch(Stored.Done.class::isInstance);

      try (LocalFile file = fetched(KEY)) {
        assertThat(contents).contains(Files.readAllBytes(file.path()));
      }
    }
  }

  @Nested
  class Fetching {

    @Test
    void isEmptyIfThereIsNone() {
      assertAbsent(KEY);
    }

    @Test
    void isPossibleAgainAndAgain() throws Exception {
      store(KEY, bytes(1000));

      assertHolds(KEY, bytes(1000));
      assertHolds(KEY, bytes(1000));
    }

    @Test
    void isPossibleForManyAtOnce() throws Exception {
      store(KEY, bytes(1000));

      try (LocalFile one = fetched(KEY)) {
        assertHolds(KEY, bytes(1000));
        assertThat(one.path()).hasBinaryContent(bytes(1000));
      }
    }

    @Test
    void givesAFileThatStaysWhenTheArtifactIsReplaced() throws Exception {
      store(KEY, bytes(1000));

      try (LocalFile file = fetched(KEY)) {
        store(KEY, bytes(2000));
        assertThat(file.path()).hasBinaryContent(bytes(1000));
      }
      assertHolds(KEY, bytes(2000));
    }

    @Test
    void givesAFileThatStaysWhenTheArtifactIsRemoved() throws Exception {
      store(KEY, bytes(1000));

      try (LocalFile file = fetched(KEY)) {
        store.remove(KEY);
        assertThat(file.path()).hasBinaryContent(bytes(1000));
      }
      assertAbsent(KEY);
    }

    @Test
    void givesAFileThatCanBeClosedTwice() throws Exception {
      store(KEY, bytes(1000));
      LocalFile file = fetched(KEY);

      file.close();
      file.close();

      assertHolds(KEY, bytes(1000));
    }
  }

  @Nested
  class FetchingWhatIsTooLarge {

    @Test
    void saysHowLargeItIs() {
      store(KEY, bytes(1001));

      assertThat(store.fetch(KEY, 1000)).isEqualTo(new Fetched.TooLarge(1001));
    }

    @Test
    void isNoMatterAtTheLimit() throws Exception {
      store(KEY, bytes(1000));

      assertThat(store.fetch(KEY, 1000)).isInstanceOfSatisfying(Fetched.Found.class, found -> {
        assertThat(found.file().path()).hasBinaryContent(bytes(1000));
        found.file().close();
      });
    }
  }

  /** By the store's own clock, which may differ from this one by some minutes. */
  @Nested
  class NamingTheOld {

    private final Instant aDayAgo = Instant.now().minus(Duration.ofDays(1));
    private final Instant tomorrow = Instant.now().plus(Duration.ofDays(1));

    @Test
    void namesWhatWasStoredBefore() {
      store(KEY, bytes(1000));
      store(OTHER_KEY, bytes(0));

      assertThat(storedBefore(tomorrow)).containsExactlyInAnyOrder(KEY, OTHER_KEY);
    }

    @Test
    void namesNothingThatWasStoredLater() {
      store(KEY, bytes(1000));

      assertThat(storedBefore(aDayAgo)).isEmpty();
    }

    @Test
    void namesNothingThatWasRefusedOrRemoved() {
      store.store(KEY, new ByteArrayInputStream(bytes(1001)), 1000, null);
      store(OTHER_KEY, bytes(1000));
      store.remove(OTHER_KEY);

      assertThat(storedBefore(tomorrow)).isEmpty();
    }

    @Test
    void saysWhenEachWasStored() {
      store(KEY, bytes(1000));
      List<Instant> times = new ArrayList<>();

      store.forEachStoredBefore(tomorrow, (key, storedAt) -> times.add(storedAt));

      assertThat(times).singleElement(InstanceOfAssertFactories.INSTANT)
          .isBetween(tomorrow.minus(Duration.ofHours(25)), tomorrow.minus(Duration.ofHours(23)));
    }

    @Test
    void leavesRoomToRemoveThem() {
      store(KEY, bytes(1000));
      store(OTHER_KEY, bytes(1000));

      store.forEachStoredBefore(tomorrow, (key, storedAt) -> store.remove(key));

      assertThat(storedBefore(tomorrow)).isEmpty();
      assertAbsent(KEY);
    }

    @Test
    void endsWithWhatTheActionThrows() {
      store(KEY, bytes(1000));
      IllegalStateException failure = new IllegalStateException("the database is out");

      assertThatThrownBy(() -> store.forEachStoredBefore(tomorrow, (key, storedAt) -> {
        throw failure;
      })).isSameAs(failure);
    }
  }

  @Nested
  class Removing {

    @Test
    void leavesNothing() {
      store(KEY, bytes(1000));

      store.remove(KEY);

      assertAbsent(KEY);
    }

    @Test
    void isFineIfThereIsNone() {
      store.remove(KEY);

      assertAbsent(KEY);
    }

    @Test
    void leavesOtherArtifactsAlone() throws Exception {
      store(KEY, bytes(1000));
      store(OTHER_KEY, bytes(2000));

      store.remove(KEY);

      assertHolds(OTHER_KEY, bytes(2000));
    }
  }
}
