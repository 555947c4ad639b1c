package io.whopship.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whopship.ports.driven.Checkable.Check;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
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
  void whoComesWhileItIsCheckedWaitsForWhatIsFound() throws Exception {
    Semaphore isFound = new Semaphore(0);
    AtomicInteger begun = new AtomicInteger();
    Health slow = new Health(() -> {
      begun.incrementAndGet();
      isFound.acquireUninterruptibly();
      return Map.of("edge", edge);
    }, () -> now);
    try (ExecutorService visitors = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Map<String, Check>>> all = IntStream.range(0, 50)
          .mapToObj(visitor -> visitors.submit(slow::parts))
          .toList();
      try {
        await().until(() -> begun.get() > 0);
        // Comes last, and is stuck if those who wait hold all processors.
        visitors.submit(() -> isFound.release(50)).get(5, TimeUnit.SECONDS);
        for (Future<Map<String, Check>> each : all) {
          assertThat(each.get()).containsEntry("edge", new Check.Usable());
        }
      } finally {
        isFound.release(50);
      }
    }
    assertThat(begun).hasValue(1);
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
