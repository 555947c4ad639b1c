package io.whopship.adapter.http.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

  private static final Instant NOW = Instant.parse("2026-03-29T01:00:00Z");

  @Test
  void mayBeSeconds() {
    assertThat(RetryAfter.read("120", NOW)).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void mayBeADate() {
    assertThat(RetryAfter.read("Sun, 29 Mar 2026 01:00:07 GMT", NOW))
        .isEqualTo(Duration.ofSeconds(7));
    assertThat(RetryAfter.read("Sun, 29 Mar 2026 00:00:00 GMT", NOW)).isEqualTo(Duration.ZERO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "soon", "1.5", "12345678901234567890"})
  void isNothingIfItCannotBeRead(String value) {
    assertThat(RetryAfter.read(value, NOW)).isNull();
  }

  @Test
  void isNothingIfItIsNotThere() {
    assertThat(RetryAfter.read(null, NOW)).isNull();
  }
}
