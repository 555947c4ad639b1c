package io.whopship.adapter.r2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.whopship.ports.driven.ArtifactStore;
import io.whopship.ports.driven.ArtifactStore.Fetched;
import io.whopship.ports.driven.ArtifactStore.LocalFile;
import io.whopship.ports.driven.Checkable.Check;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.artifact.ArtifactKey;
import io.whopship.testkit.contract.ArtifactStoreContract;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryArtifactStoreTest {

  private static final ArtifactKey KEY = ArtifactKey.of(new DeploymentId(7));
  private static final long MAX = 1024 * 1024;

  private final Path temporary;

  DirectoryArtifactStoreTest(@TempDir Path temporary) {
    this.temporary = temporary;
  }

  @Nested
  class Contract extends ArtifactStoreContract {

    private final DirectoryArtifactStore opened = new DirectoryArtifactStore(
        temporary.resolve("artifacts"));

    @Override
    protected ArtifactStore open() {
      return opened;
    }

    @AfterEach
    void leavesNoFileOfWork() throws IOException {
      assertThat(filesOfWork(temporary.resolve("artifacts"))).isEmpty();
      opened.close();
    }
  }

  @Test
  void anArtifactLiesUnderItsKey() {
    try (DirectoryArtifactStore store = open()) {
      store(store, "zip");

      assertThat(temporary.resolve("builds/7/artifact.zip")).hasContent("zip");
    }
  }

  @Test
  void anArtifactIsThereAfterARestart() {
    try (DirectoryArtifactStore before = open()) {
      store(before, "zip");
    }

    try (DirectoryArtifactStore after = open();
        LocalFile file = fetched(after)) {
      assertThat(file.path()).hasContent("zip");
    }
  }

  @Test
  void offersNoDoorOfItsOwn() {
    try (DirectoryArtifactStore store = open()) {
      assertThat(store.displayName()).isEqualTo("local storage");
      assertThat(store.presignPut(KEY, Instant.EPOCH)).isEmpty();
    }
  }

  @Test
  void removingTakesTheEmptyDirectoryAlong() {
    try (DirectoryArtifactStore store = open()) {
      store(store, "zip");

      store.remove(KEY);

      assertThat(temporary.resolve("builds/7")).doesNotExist();
    }
  }

  @Test
  void removingLeavesWhatSomebodyElsePutThere() throws IOException {
    try (DirectoryArtifactStore store = open()) {
      store(store, "zip");
      Path note = Files.writeString(temporary.resolve("builds/7/note.txt"), "mine");

      store.remove(KEY);

      assertThat(note).exists();
      assertThat(store.fetch(KEY, MAX)).isEqualTo(new Fetched.Absent());
    }
  }

  @Test
  void aFaultOfTheSenderThatIsNoIOExceptionLeavesNothing() throws IOException {
    try (DirectoryArtifactStore store = open()) {
      InputStream body = new FilterInputStream(InputStream.nullInputStream()) {
        @Override
        public int read(byte[] target, int offset, int length) {
          throw new IllegalStateException("the request was recycled");
        }
      };

      assertThatThrownBy(() -> store.store(KEY, body, MAX, null))
          .isInstanceOf(IllegalStateException.class);

      assertThat(filesOfWork(temporary)).isEmpty();
    }
  }

  /** The half file is that of a real process, killed in the middle of an upload. */
  @Test
  void theHalfFileOfAKilledProcessIsSweptButNotThatOfALivingOne() throws Exception {
    Process uploading = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
        System.getProperty("java.class.path"), HalfUpload.class.getName(), temporary.toString())
        .inheritIO()
        .start();
    try {
      await().atMost(Duration.ofSeconds(30))
          .until(
              () -> filesOfWork(temporary).stream().anyMatch(DirectoryArtifactStoreTest::hasBytes));

      open().close();
      assertThat(filesOfWork(temporary)).as("while it lives").hasSize(1);
    } finally {
      uploading.destroyForcibly().waitFor();
    }

    try (DirectoryArtifactStore after = open()) {
      assertThat(filesOfWork(temporary)).as("after its death").isEmpty();
      assertThat(after.fetch(HalfUpload.KEY, MAX)).isEqualTo(new Fetched.Absent());
    }
  }

  @Test
  void sweepingLeavesFilesThatAreNotItsOwn() throws IOException {
    open().close();
    Path foreign = Files.writeString(temporary.resolve("work/notes.txt"), "mine");
    Path leftover = Files.writeString(temporary.resolve("work/half.tmp"), "half");

    open().close();

    assertThat(foreign).exists();
    assertThat(leftover).doesNotExist();
  }

  @Test
  void aSecondStoreWithinAProcessSweepsNothing() throws IOException {
    try (DirectoryArtifactStore first = open()) {
      store(first, "zip");
      try (LocalFile reading = fetched(first);
          DirectoryArtifactStore second = open()) {
        assertThat(reading.path()).hasContent("zip");
        assertThat(second.fetch(KEY, 1)).isEqualTo(new Fetched.TooLarge(3));
      }
    }
  }

  @Test
  void namingTheOldPassesOverWhatIsNoArtifact() throws IOException {
    try (DirectoryArtifactStore store = open()) {
      store(store, "zip");
      Files.createDirectories(temporary.resolve("builds/notes"));
      Files.createDirectories(temporary.resolve("builds/8"));
      Files.setLastModifiedTime(temporary.resolve("builds/7/artifact.zip"),
          FileTime.from(Instant.EPOCH));
      List<ArtifactKey> old = new ArrayList<>();

      store.forEachStoredBefore(Instant.EPOCH.plusSeconds(1), (key, storedAt) -> old.add(key));

      assertThat(old).containsExactly(KEY);
    }
  }

  @Test
  void aDirectoryThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "in the way");

    assertThatThrownBy(() -> new DirectoryArtifactStore(file))
        .isInstanceOf(PortException.Unavailable.class)
        .hasMessageContaining(file.toString());
  }

  @Nested
  class WithItsDiskUnmounted {

    @Test
    void isNotUsable() throws IOException {
      try (DirectoryArtifactStore store = open()) {
        unmount();

        assertThat(store.check()).isInstanceOfSatisfying(Check.Unusable.class,
            unusable -> assertThat(unusable.reason()).contains(temporary.toString(), "mount"));
      }
    }

    @Test
    void doesNotClaimThatAnArtifactIsNotThere() throws IOException {
      try (DirectoryArtifactStore store = open()) {
        unmount();

        assertThatThrownBy(() -> store.fetch(KEY, MAX))
            .isInstanceOf(PortException.Unavailable.class)
            .hasRootCauseInstanceOf(IOException.class);
      }
    }

    @Test
    void doesNotClaimThatNothingIsOld() throws IOException {
      try (DirectoryArtifactStore store = open()) {
        unmount();

        assertThatThrownBy(() -> store.forEachStoredBefore(Instant.MAX, (key, storedAt) -> {
        })).isInstanceOf(PortException.Unavailable.class)
            .hasMessageContaining("cannot be listed");
      }
    }

    @Test
    void takesNothing() throws IOException {
      try (DirectoryArtifactStore store = open()) {
        unmount();

        assertThatThrownBy(() -> store(store, "zip")).isInstanceOf(PortException.Unavailable.class)
            .hasMessageContaining(temporary.toString());
      }
    }

    private void unmount() throws IOException {
      Files.delete(temporary.resolve("work/in-use"));
      Files.delete(temporary.resolve("work"));
    }
  }

  @Test
  void aDiskWithoutRoomIsNotUsable() {
    try (DirectoryArtifactStore store = new DirectoryArtifactStore(temporary, Long.MAX_VALUE)) {
      assertThat(store.check()).isInstanceOfSatisfying(Check.Unusable.class,
          unusable -> assertThat(unusable.reason()).contains("make room"));
    }
  }

  @Test
  void aFileWhereTheArtifactsDirectoryShouldBeIsAFaultOfTheStore() throws IOException {
    try (DirectoryArtifactStore store = open()) {
      Files.writeString(temporary.resolve("builds"), "in the way");

      assertThatThrownBy(() -> store(store, "zip")).isInstanceOf(PortException.Unavailable.class);

      assertThat(filesOfWork(temporary)).isEmpty();
    }
  }

  private DirectoryArtifactStore open() {
    return new DirectoryArtifactStore(temporary);
  }

  private static LocalFile fetched(DirectoryArtifactStore store) {
    return ((Fetched.Found) store.fetch(KEY, MAX)).file();
  }

  private static void store(DirectoryArtifactStore store, String content) {
    store.store(KEY,
        new ByteArrayInputStream(content.getBytes(UTF_8)),
        MAX, null);
  }

  private static List<Path> filesOfWork(Path directory) throws IOException {
    Path work = directory.resolve("work");
    if (!Files.exists(work)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(work)) {
      return files.filter(file -> !file.endsWith("in-use")).toList();
    }
  }

  private static boolean hasBytes(Path file) {
    return file.toFile().length() > 0;
  }
}
