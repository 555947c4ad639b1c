package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.model.logs.Cursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever happens to a container, to its host and to those who look: on each transport, lines and
 * gaps follow each other without hole, overlap or repeat, from where a viewer began to the end.
 */
class RunningLogPropertyTest {

  private static final int RING = 50;
  private static final int STEPS = 150;

  /** More than all the buffers between a server and a viewer. */
  private static final int MUCH = 4_000;

  private final LogWeather weather = new LogWeather();
  private final List<LogViewer> viewers = new ArrayList<>();

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void linesAndGapsAreWhatWasSaid(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    try (RunningContainer container = new RunningContainer(RING)) {
      container.say(5, 0);
      for (LogTransport transport : LogTransport.values()) {
        for (int i = 1; i <= 3; i++) {
          viewers.add(LogViewer.start(transport + " " + i + " of seed " + seed, transport,
              container.log(), Cursor.NEW, weather, random.split()));
        }
      }
      for (int step = 0; step < STEPS; step++) {
        happen(container, random);
        weather.pause(random.nextInt(30));
      }
      weather.whileNobodyReads(() -> container.say(MUCH, 4_000));
      finish(container);
    }
  }

  private static void happen(RunningContainer container, SplittableRandom random) {
    switch (random.nextInt(16)) {
      case 0 -> container.lose(1 + random.nextInt(20));
      case 1 -> container.comeOrGo();
      case 2 -> {
        if (random.nextInt(4) == 0) {
          container.loseCount();
          container.say(1, 0);
        }
      }
      case 3 -> container.say(1 + random.nextInt(200), random.nextInt(500));
      default -> container.say(1 + random.nextInt(5), random.nextInt(100));
    }
  }

  private void finish(RunningContainer container) {
    if (!container.isConnected()) {
      container.comeOrGo();
    }
    weather.clear();
    container.say(1, 0);
    Set<String> reasons = new TreeSet<>();
    for (LogViewer viewer : viewers) {
      LogTally tally = viewer.upTo(container.end());
      assertThat(tally.lines()).allSatisfy(
          line -> assertThat(line.message()).startsWith(line.cursor() + " "));
      reasons.addAll(tally.reasons());
      viewer.close();
    }
    assertThat(reasons).contains("lost", "slow_reader", "expired");
  }
}
