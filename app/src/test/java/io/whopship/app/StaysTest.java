package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.app.Stays.Stay;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StaysTest {

  private static final Stay STAY = new Stay("building", Instant.EPOCH);

  private final Stays stays = new Stays(2);
  private final UUID first = new UUID(0, 1);
  private final UUID second = new UUID(0, 2);

  @Test
  void theOldestGoesWhenThereAreTooMany() {
    stays.put(first, STAY);
    stays.put(second, STAY);
    assertThat(stays.put(first, new Stay("deploying", Instant.EPOCH))).isEqualTo(STAY);

    stays.put(new UUID(0, 3), STAY);

    assertThat(stays.remove(second)).isNull();
    assertThat(stays.remove(first)).isEqualTo(new Stay("deploying", Instant.EPOCH));
  }

  @Test
  void whatIsRemovedIsForgotten() {
    stays.put(first, STAY);

    assertThat(stays.remove(first)).isEqualTo(STAY);
    assertThat(stays.remove(first)).isNull();
  }
}
