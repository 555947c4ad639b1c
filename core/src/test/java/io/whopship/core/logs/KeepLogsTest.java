package io.whopship.core.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.model.logs.LogRetention;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Which logs are kept. */
final class KeepLogsTest {

  private final LogWorld world = new LogWorld();

  @Test
  void isWhatRetentionSaysNow() {
    world.clock.advance(Duration.ofHours(1));

    new KeepLogsService(world.logs, new LogRetention(Duration.ofDays(7), 1_000), world.clock)
        .keep();

    assertThat(world.logs.asked)
        .containsExactly("keep PT168H and 1000 at 2025-01-24T13:00:00Z");
  }
}
