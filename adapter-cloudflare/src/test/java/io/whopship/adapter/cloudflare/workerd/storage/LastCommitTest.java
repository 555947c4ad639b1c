package io.whopship.adapter.cloudflare.workerd.storage;

import static io.whopship.adapter.cloudflare.workerd.storage.RunningStorage.R2;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Indexes whose process was killed after space in them was used again. */
class LastCommitTest {

  private static final int KEYS = 20;
  private static final int PUTS = 60;

  @TempDir
  Path directory;

  private Path left;

  /** What is in a file at an instant is what a process leaves there that is killed then. */
  @BeforeEach
  void leaveAnIndexThatWasNotClosed() throws IOException {
    Path file = directory.resolve("running.mv");
    left = Files.createDirectory(directory.resolve("left")).resolve("storage.mv");
    try (MVStore store = new MVStore.Builder().fileName(file.toString())
        .autoCommitDisabled()
        .open()) {
      store.setRetentionTime(0); // as if 45 s went by between the commits
      MVMap<String, Entry> entries = store.openMap(R2.app() + "/R2/" + R2.name(),
          new MVMap.Builder<String, Entry>().keyType(KeyType.INSTANCE)
              .valueType(EntryType.INSTANCE));
      for (int put = 1; put <= PUTS; put++) {
        byte[] value = new byte[1 + put * 997 % Content.MAX_INLINE_BYTES];
        entries.put("key " + put % KEYS,
            new Entry(Integer.toString(put), Entry.NEVER, new Content.Inline(value)));
        store.commit();
      }
      Files.copy(file, left);
    }
  }

  @Test
  void theStorageOpensWithTheLastCommit() {
    try (AppStorage storage = open()) {
      assertThat(lastPut(storage)).isEqualTo(PUTS);
    }
  }

  /** So that the other test can fail: the day that H2 finds it by itself, this can all go. */
  @Test
  void withoutASearchItWouldBeAnEarlierOne() {
    try (MVStore store = new MVStore.Builder().fileName(left.toString()).readOnly().open()) {
      assertThat(store.getCurrentVersion()).isLessThan(PUTS);
    }
  }

  @Test
  void aFileThatWasClosedIsNotTouched() throws IOException {
    open().close();
    byte[] closed = Files.readAllBytes(left);

    LastCommit.find(left);

    assertThat(left).hasBinaryContent(closed);
  }

  @Test
  void aFileThatIsEmptyIsNotTouched() throws IOException {
    Path empty = Files.createFile(directory.resolve("empty.mv"));

    LastCommit.find(empty);

    assertThat(empty).isEmptyFile();
  }

  private AppStorage open() {
    return AppStorage.open(directory.resolve("left"), StorageLimits.DEFAULT,
        InstantSource.system());
  }

  private static int lastPut(AppStorage storage) {
    int last = 0;
    for (int key = 0; key < KEYS; key++) {
      last = Math.max(last, storage.entries(R2)
          .find("key " + key)
          .map(entry -> Integer.parseInt(entry.attributes()))
          .orElse(0));
    }
    return last;
  }
}
