package io.whopship.adapter.cloudflare.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RateBudgetTest {

  private static final Duration LONG = Duration.ofHours(1);
  private static final int BURST = 300;

  private final PassingTime time = new PassingTime();
  private final RateBudget budget = new RateBudget(time);

  @Test
  void neverMoreThan1200CallsInFiveMinutes() {
    assertThat(callsIn(Duration.ofMinutes(5))).isBetween(1195, 1200);
  }

  @Test
  void asManyAsCloudflareSaysThatTheAccountHas() {
    learn("Ratelimit-Policy", "\"default\";q=6000;w=300");
    assertThat(callsIn(Duration.ofMinutes(5))).isBetween(5_990, 6_000);
  }

  @Test
  void neverMoreThanOneAddressMayMake() {
    learn("Ratelimit-Policy", "\"default\";q=1000000;w=300");
    use(250_000);
    assertThat(callsIn(Duration.ofMinutes(1))).isBetween(8_990, 9_000);
  }

  @Test
  void whatWasTakenStaysTakenWhenTheRuleChanges() {
    use(BURST);
    learn("Ratelimit-Policy", "\"default\";q=2400;w=300");
    use(BURST);
    assertThat(budget.take(LONG)).isPositive();
  }

  @Test
  void aBurstWaitsForNothing() {
    for (int i = 0; i < BURST; i++) {
      assertThat(budget.take(LONG)).isZero();
    }
    assertThat(budget.take(LONG)).isPositive();
  }

  @Test
  void whoWouldWaitTooLongTakesNothing() {
    use(BURST + 30);
    Duration turn = budget.take(Duration.ofSeconds(5));
    assertThat(turn).isGreaterThan(Duration.ofSeconds(10));
    assertThat(budget.take(LONG)).as("still the same turn").isEqualTo(turn);
  }

  @Test
  void whatOthersUsedCountsToo() {
    learn("ratelimit", "\"default\";r=2;t=30");
    use(2);
    assertThat(budget.take(LONG)).isPositive();
  }

  @Test
  void whenNothingIsLeftAllWaitUntilThereIsMore() {
    learn("Ratelimit", "\"burst\";r=50;t=3, \"default\";r=0;t=30");
    assertThat(budget.take(LONG)).isEqualTo(Duration.ofSeconds(30));
    time.pass(Duration.ofSeconds(30));
    assertThat(budget.closed()).isZero();
  }

  @Test
  void aTighterPolicyIsKept() {
    learn("Ratelimit-Policy", "\"default\";q=1200;w=300,\"burst\";q=10;w=60");
    learn("Ratelimit-Policy", "\"default\";q=6000;w=300");
    assertThat(callsIn(Duration.ofMinutes(1))).isBetween(9, 10);
  }

  @Test
  void nonsenseTeachesNothing() {
    learn("Ratelimit", "banana;r=;t=x, ;;;");
    learn("Ratelimit-Policy", "q=0;w=0");
    assertThat(budget.take(LONG)).isZero();
  }

  private int callsIn(Duration period) {
    int calls = 0;
    long end = time.nanoTime() + period.toNanos();
    while (true) {
      time.pause(budget.take(LONG));
      if (time.nanoTime() >= end) {
        return calls;
      }
      calls++;
    }
  }

  private void use(int calls) {
    for (int i = 0; i < calls; i++) {
      budget.take(LONG);
    }
  }

  private void learn(String header, String value) {
    budget.learn(HttpHeaders.of(Map.of(header, List.of(value)), (a, b) -> true));
  }
}
