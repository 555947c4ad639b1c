package io.whopship.adapter.cloudflare.workerd.storage;

import static io.whopship.adapter.cloudflare.workerd.storage.RunningStorage.R2;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class R2ListingTest {

  @TempDir
  Path directory;

  /** Whether an entry has expired is asked of the clock: so each that is looked at is counted. */
  @Test
  void aGroupIsListedWithoutALookAtAllThatIsInIt() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    InstantSource clock = () -> {
      looks.incrementAndGet();
      return Instant.now();
    };
    try (AppStorage storage = AppStorage.open(directory, StorageLimits.DEFAULT, clock)) {
      for (int i = 0; i < 500; i++) {
        storage.seed(R2, "a/" + i, new ByteArrayInputStream(new byte[1]));
      }
      storage.seed(R2, "b/", new ByteArrayInputStream(new byte[1]));
      storage.seed(R2, "c", new ByteArrayInputStream(new byte[1]));
      looks.set(0);

      var page = new R2Listing(storage.entries(R2), R2Request.read(
          "{\"version\":1,\"method\":\"list\",\"delimiter\":\"/\"}")).page();

      assertThat(page.getJsonArray("delimitedPrefixes")).isEqualTo(JsonArray.of("a/", "b/"));
      assertThat(page.getJsonArray("objects")).hasSize(1);
      assertThat(looks).hasValueLessThan(50);
    }
  }
}
