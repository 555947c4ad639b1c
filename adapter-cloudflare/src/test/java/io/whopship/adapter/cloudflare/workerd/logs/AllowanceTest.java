package io.whopship.adapter.cloudflare.workerd.logs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AllowanceTest {

  private static final long SECOND = 1_000_000_000;

  private final Allowance allowance = new Allowance(10, 5);

  @Test
  void onceItIsUsedUpTheNextSecondMustBeAwaited() {
    assertThat(allowance.take(9, 6)).isTrue();
    assertThat(allowance.nanosToWait(6)).isZero();
    assertThat(allowance.take(9, 6)).isTrue();
    assertThat(allowance.take(1, SECOND + 4)).isFalse();
    assertThat(allowance.nanosToWait(SECOND + 4)).isEqualTo(1);

    assertThat(allowance.take(1, SECOND + 5)).isTrue();
    assertThat(allowance.nanosToWait(SECOND + 5)).isZero();
  }
}
