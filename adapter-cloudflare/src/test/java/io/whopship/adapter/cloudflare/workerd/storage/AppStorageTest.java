package io.whopship.adapter.cloudflare.workerd.storage;

import static io.whopship.adapter.cloudflare.workerd.storage.RunningStorage.APP;
import static io.whopship.adapter.cloudflare.workerd.storage.RunningStorage.KV;
import static io.whopship.adapter.cloudflare.workerd.storage.RunningStorage.R2;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.whopship.adapter.cloudflare.workerd.storage.EntryMap.Condition;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.AppId;
import io.whopship.testkit.MovableClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class AppStorageTest {

  private static final AppId OTHER_APP = new AppId(8);
  private static final Namespace OTHER_KV = new Namespace(OTHER_APP, StorageKind.KV, KV.name());

  @TempDir
  Path directory;

  private AppStorage open() {
    return open(StorageLimits.DEFAULT);
  }

  private AppStorage open(StorageLimits limits) {
    return AppStorage.open(directory, limits, InstantSource.system());
  }

  private static boolean seed(AppStorage storage, Namespace namespace, String key, int size)
      throws IOException {
    byte[] value = new byte[size];
    new Random(size).nextBytes(value);
    return storage.seed(namespace, key, new ByteArrayInputStream(value));
  }

  private static int size(AppStorage storage, Namespace namespace, String key)
      throws IOException {
    Optional<OpenEntry> found = storage.entries(namespace).open(key);
    if (found.isEmpty()) {
      return -1;
    }
    try (OpenEntry open = found.get()) {
      return open.bytes().readAllBytes().length;
    }
  }

  @Test
  void whatWasKeptIsThereWhenItIsOpenedAgain() throws IOException {
    long used;
    try (AppStorage storage = open()) {
      seed(storage, KV, "small", 10);
      seed(storage, KV, "large", 100_000);
      seed(storage, R2, "large", 50_000);
      used = storage.usedBytes(APP);
    }
    try (AppStorage storage = open()) {
      assertThat(size(storage, KV, "small")).isEqualTo(10);
      assertThat(size(storage, KV, "large")).isEqualTo(100_000);
      assertThat(size(storage, R2, "large")).isEqualTo(50_000);
      assertThat(storage.usedBytes(APP)).isEqualTo(used).isBetween(150_010L, 151_000L);
    }
  }

  @Test
  void aSeedDoesNotReplaceWhatIsThere() throws IOException {
    try (AppStorage storage = open()) {
      assertThat(seed(storage, KV, "key", 10)).isTrue();
      assertThat(seed(storage, KV, "key", 20)).isFalse();
      assertThat(size(storage, KV, "key")).isEqualTo(10);
    }
  }

  @Test
  void aPrefixIsRemovedAndNothingElse() throws IOException {
    try (AppStorage storage = open()) {
      for (String key : new String[]{"a", "b/1", "b/2", "b/\udbff\udfff", "b0"}) {
        seed(storage, KV, key, 5_000);
      }

      assertThat(storage.removePrefix(KV, "b/")).isEqualTo(3);
      assertThat(size(storage, KV, "a")).isPositive();
      assertThat(size(storage, KV, "b0")).isPositive();
      assertThat(size(storage, KV, "b/1")).isNegative();
      await().untilAsserted(() -> assertThat(BlobCount.of(directory)).isEqualTo(2));
    }
  }

  @Test
  void aForgottenAppLeavesNothingAndOthersKeepTheirs() throws IOException {
    try (AppStorage storage = open()) {
      seed(storage, KV, "key", 100_000);
      seed(storage, R2, "key", 100_000);
      seed(storage, OTHER_KV, "key", 100_000);

      storage.forget(APP);

      assertThat(storage.usedBytes(APP)).isZero();
      assertThat(size(storage, KV, "key")).isNegative();
      assertThat(size(storage, OTHER_KV, "key")).isEqualTo(100_000);
      assertThat(BlobCount.of(directory)).isEqualTo(1);
    }
    try (AppStorage storage = open()) {
      assertThat(size(storage, R2, "key")).isNegative();
      assertThat(size(storage, OTHER_KV, "key")).isEqualTo(100_000);
    }
  }

  @Test
  void anAppThatKeepsAsMuchAsItMayIsTold() throws IOException {
    try (AppStorage storage = open(new StorageLimits(100_000, 100_000))) {
      seed(storage, KV, "first", 60_000);
      long used = storage.usedBytes(APP);

      assertThatThrownBy(() -> seed(storage, R2, "second", 60_000))
          .isInstanceOf(StorageFullException.class)
          .hasMessageContaining("App 7 keeps ")
          .hasMessageContaining(" of 100000 bytes");

      assertThat(storage.usedBytes(APP)).isEqualTo(used);
      assertThat(size(storage, R2, "second")).isNegative();
      assertThat(BlobCount.of(directory)).isEqualTo(1);
      assertThat(seed(storage, OTHER_KV, "key", 60_000)).isTrue();
      storage.removePrefix(KV, "first");
      assertThat(storage.usedBytes(APP)).isZero();
      assertThat(seed(storage, R2, "second", 60_000)).isTrue();
    }
  }

  @Test
  void emptyValuesAreNotFree() {
    try (AppStorage storage = open(new StorageLimits(10_000, 1))) {
      assertThatThrownBy(() -> {
        for (int i = 0; i < 1_000; i++) {
          seed(storage, KV, "key " + i, 0);
        }
      }).isInstanceOf(StorageFullException.class);
    }
  }

  @Test
  void whatIsReplacedAgainAndAgainNeedsNoMoreRoom() throws IOException {
    try (AppStorage storage = open(new StorageLimits(100_000, 100_000))) {
      for (int i = 0; i < 200; i++) {
        put(storage, "key", 20_000);
      }

      assertThat(storage.usedBytes(APP)).isLessThan(21_000);
      await().untilAsserted(() -> assertThat(BlobCount.of(directory)).isEqualTo(1));
    }
  }

  private static void put(AppStorage storage, String key, int size) throws IOException {
    EntryMap entries = storage.entries(KV);
    try (Draft draft = entries.draft()) {
      draft.write(new byte[size]);
      entries.put(key, "", Entry.NEVER, draft, false, Condition.ALWAYS);
    }
  }

  @Test
  void whatExpiredIsSweptAway() throws IOException {
    MovableClock clock = new MovableClock(Instant.parse("2026-11-21T10:00:00Z"));
    try (AppStorage storage = AppStorage.open(directory, StorageLimits.DEFAULT, clock)) {
      EntryMap entries = storage.entries(KV);
      for (int seconds : new int[]{60, 120}) {
        try (Draft draft = entries.draft()) {
          draft.write(new byte[10_000]);
          entries.put("key " + seconds, "", clock.millis() / 1000 + seconds, draft, false,
              Condition.ALWAYS);
        }
      }
    }
    try (AppStorage storage = AppStorage.open(directory, StorageLimits.DEFAULT, clock)) {
      clock.advance(Duration.ofSeconds(60));
      storage.sweep();

      assertThat(storage.usedBytes(APP)).isBetween(10_000L, 11_000L);
      clock.advance(Duration.ofSeconds(60));
      storage.sweep();

      assertThat(storage.usedBytes(APP)).isZero();
      await().untilAsserted(() -> assertThat(BlobCount.of(directory)).isZero());
    }
  }

  @Test
  void aFileThatNoEntryNamesIsDeletedWhenItIsOpened() throws IOException {
    try (AppStorage storage = open()) {
      seed(storage, KV, "key", 100_000);
      Files.writeString(directory.resolve("blobs/7/999"), "of a put that a crash ended");
    }
    try (AppStorage storage = open()) {
      assertThat(BlobCount.of(directory)).isEqualTo(1);
      assertThat(size(storage, KV, "key")).isEqualTo(100_000);
    }
  }

  @Test
  void aValueOfWhichAFailureOfTheMachineLeftAPartIsNotThere() throws IOException {
    try (AppStorage storage = open()) {
      seed(storage, KV, "key", 100_000);
      try (Stream<Path> files = Files.list(directory.resolve("blobs/7"))) {
        Files.writeString(files.findFirst().orElseThrow(), "a part", UTF_8);
      }

      assertThat(size(storage, KV, "key")).isNegative();
    }
  }

  @Test
  void aSecondServerIsToldThatTheFirstUsesIt() {
    try (AppStorage storage = open()) {
      assertThat(storage.usedBytes(APP)).isZero();
      assertThatThrownBy(this::open).isInstanceOf(PortException.Unavailable.class)
          .hasMessageContaining("is in use. Is another server running there?");
    }
  }

  @Test
  void anIndexThatIsNoneIsNotTouched() throws IOException {
    Path index = Files.writeString(directory.resolve("storage.mv"), "x".repeat(20_000));

    assertThatThrownBy(this::open).isInstanceOf(PortException.Corrupt.class)
        .hasMessageContaining("Move the directory away");
    assertThat(index).hasContent("x".repeat(20_000));
  }

  @Test
  void aDiskThatIsAlmostFullTakesNothingMoreAndGivesWhatItHas() throws IOException {
    try (AppStorage storage = open()) {
      seed(storage, KV, "key", 100_000);
    }
    try (AppStorage storage = open(new StorageLimits(1 << 30, 1 << 30, 1L << 60))) {
      long used = storage.usedBytes(APP);

      for (Namespace namespace : new Namespace[]{KV, R2, OTHER_KV}) {
        assertThatThrownBy(() -> seed(storage, namespace, "more", 10))
            .isInstanceOf(StorageFullException.class)
            .hasMessageStartingWith("This machine has less than 1099511627776 MiB left");
      }
      assertThat(storage.usedBytes(APP)).isEqualTo(used);
      assertThat(size(storage, KV, "key")).isEqualTo(100_000);
      storage.removePrefix(KV, "key");
      storage.flush();
      assertThat(size(storage, KV, "key")).isNegative();
    }
  }

  @Test
  void anIndexThatClosedIsToldOfOnce() throws ReflectiveOperationException {
    Logger logger = (Logger) LoggerFactory.getLogger(AppStorage.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try {
      AppStorage storage = open();
      Field index = AppStorage.class.getDeclaredField("index");
      index.setAccessible(true);
      ((MVStore) index.get(storage)).closeImmediately(); // as it does when a write fails

      await().untilAsserted(() -> assertThat(toldOf(log)).isOne());
      await().during(Duration.ofMillis(2_500))
          .untilAsserted(() -> assertThat(toldOf(log)).isOne());
      assertThat(log.list).hasSizeLessThanOrEqualTo(2);
    } finally {
      logger.detachAppender(log);
    }
  }

  private static long toldOf(ListAppender<ILoggingEvent> log) {
    return List.copyOf(log.list)
        .stream()
        .filter(line -> line.getFormattedMessage().contains("has closed"))
        .count();
  }
}
