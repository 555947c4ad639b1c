package io.whopship.adapter.cloudflare.workerd.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.testkit.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DiskRoomTest {

  private static final long SPARE = 256L << 20;

  private final MovableClock clock = new MovableClock(Instant.parse("2026-11-21T10:00:00Z"));
  private final AtomicLong usable = new AtomicLong(SPARE + 100);
  private final AtomicInteger looks = new AtomicInteger();
  private final DiskRoom room = new DiskRoom(() -> {
    looks.incrementAndGet();
    return usable.get();
  }, SPARE, clock);

  @Test
  void whatIsTakenWithinASecondCountsThoughNobodyLooks() {
    room.take(60);

    assertThatThrownBy(() -> room.take(60)).isInstanceOf(StorageFullException.class)
        .hasMessageStartingWith("This machine has less than 256 MiB left");
    room.take(40);
    assertThat(looks).hasValue(1);
  }

  @Test
  void roomThatIsMadeIsSeenASecondLater() {
    usable.set(SPARE);
    assertThatThrownBy(() -> room.take(1)).isInstanceOf(StorageFullException.class);

    usable.set(SPARE + 1);
    assertThatThrownBy(() -> room.take(1)).isInstanceOf(StorageFullException.class);
    clock.advance(Duration.ofSeconds(1));
    room.take(1);
  }
}
