package io.whopship.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.Checkable.Check;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HealthTest {

  @RegisterExtension
  final LogLines operator = new LogLines();

  Check edge = new Check.Usable();
  int checks;
  long now = Long.MAX_VALUE; // nanoTime may start anywhere and wrap around
  final Health health = new Health(() -> {
    checks++;
    return Map.of("edge", edge);
  }, () -> now);

  Map<String, Check> partsAfter(Duration time) {
    now += time.toNanos();
    return health.parts();
  }

  Map<String, Check> partsASecondLater() {
    return partsAfter(Duration.ofSeconds(1));
  }

  List<String> lines() {
    return operator.of(Health.class)
        .stream()
        .map(line -> line.getLevel() + " " + line.getFormattedMessage())
        .toList();
  }

  @Test
  void withinASecondTheSameIsToldWithoutAnotherCheck() {
    health.parts();
    edge = new Check.Unusable("gone");

    assertThat(partsAfter(Duration.ofMillis(999))).containsEntry("edge", new Check.Usable());
    assertThat(checks).isEqualTo(1);
  }

  @Test
  void afterASecondItIsCheckedAgain() {
    health.parts();
    edge = new Check.Unusable("gone");

    assertThat(partsASecondLater()).containsEntry("edge", new Check.Unusable("gone"));
    assertThat(checks).isEqualTo(2);
  }

  @Test
  void aPartThatFailsIsLoggedOnceWithItsReason() {
    edge = new Check.Unusable("no workerd at /opt/workerd");
    health.parts();
    partsASecondLater();
    edge = new Check.Unusable("still no workerd at /opt/workerd");
    partsASecondLater();

    assertThat(lines())
        .containsExactly("WARN part is unusable part=edge reason=\"no workerd at /opt/workerd\"");
  }

  @Test
  void onceItIsBackThatIsLoggedAndTheNextFailureToo() {
    edge = new Check.Unusable("gone");
    health.parts();
    edge = new Check.Usable();
    partsASecondLater();
    edge = new Check.Unusable("gone again");
    partsASecondLater();

    assertThat(lines()).containsExactly("WARN part is unusable part=edge reason=\"gone\"",
        "INFO part is usable again part=edge",
        "WARN part is unusable part=edge reason=\"gone again\"");
  }

  @Test
  void partsThatAreUsableAreNotWorthALine() {
    health.parts();
    partsASecondLater();

    assertThat(lines()).isEmpty();
  }
}
