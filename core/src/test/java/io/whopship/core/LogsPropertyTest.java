package io.whopship.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogSettings;
import io.whopship.ports.model.logs.LogStart;
import io.whopship.ports.model.logs.LogSubject;
import io.whopship.ports.model.logs.LogSubject.OfDeployment;
import io.whopship.ports.model.logs.LogSubject.OfWorker;
import io.whopship.ports.model.logs.LogType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever happens, what a viewer is told adds up: its lines and its gaps are, in order and without
 * overlap, exactly what was written.
 */
final class LogsPropertyTest {

  private static final Pattern LINE = Pattern.compile("(\\d+) line (\\d+)");
  private static final Pattern GAP = Pattern.compile("gap \\w+:(\\d+) \\w+:(\\d+) (\\S+) (\\w+)");
  private static final int STEPS = 400;

  private final Platform platform = new Platform(settings -> settings.withLogs(
      LogSettings.DEFAULT.withRingLines(20)));
  private final DeploymentId id = platform.uploaded();
  private final List<Watcher> watchers = new ArrayList<>();
  private long written;

  /** A viewer that goes away and comes back, and adds up what it is told. */
  private final class Watcher {

    private final LogSubject subject;
    private final boolean isDurable;
    private Viewer viewer;
    private long known;
    private long missed;

    Watcher(LogSubject subject, long known, LogStart start) {
      this.subject = subject;
      this.isDurable = subject instanceof OfDeployment;
      this.known = known;
      this.viewer = Viewer.of(platform.core, subject, start);
    }

    void look(int times) {
      for (int i = 0; i < times && viewer.look(); i++) {
        // As many as there are.
      }
      addUp();
    }

    private void addUp() {
      for (String news : viewer.told) {
        Matcher line = LINE.matcher(news);
        Matcher gap = GAP.matcher(news);
        if (line.matches()) {
          assertThat(line.group(1)).isEqualTo(line.group(2));
          assertThat(Long.parseLong(line.group(1))).isEqualTo(++known);
        } else if (gap.matches()) {
          boolean isFromTheBeginning = news.startsWith("gap new:");
          assertThat(Long.parseLong(gap.group(1))).isEqualTo(isFromTheBeginning ? 0 : known);
          if (!isFromTheBeginning) {
            assertThat(gap.group(3)).isEqualTo(
                Long.toString(Long.parseLong(gap.group(2)) - known));
          }
          missed += Long.parseLong(gap.group(2)) - known;
          known = Long.parseLong(gap.group(2));
        } else {
          assertThat(news).matches("(status|rollout) .*");
        }
      }
      viewer.told.clear();
    }

    void comeBack() {
      addUp();
      Cursor cursor = viewer.cursor();
      viewer.close();
      viewer = Viewer.of(platform.core, subject, new LogStart.After(
          known == 0 ? cursor : new Cursor(cursor.epoch(), known)));
    }

    void finish() {
      look(Integer.MAX_VALUE);
      assertThat(known).isEqualTo(written);
      if (isDurable) {
        assertThat(missed).isZero();
      }
    }
  }

  private void write(int lines) {
    List<LogLine> added = new ArrayList<>();
    long first = written + 1;
    for (int i = 0; i < lines; i++) {
      added.add(new LogLine(platform.clock.instant(), LogType.STDOUT, "s", "line " + ++written));
    }
    platform.core.logs().collect().accept(platform.release(id), "a", first, added);
    for (LogLine line : added) {
      platform.core.upkeep().reportIncident().report(platform.release(id), line.message());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void linesAndGapsAreWhatWasWritten(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> write(1 + random.nextInt(random.nextInt(10) == 0 ? 60 : 4));
        case 3 -> platform.timer.pass(Duration.ofMillis(random.nextInt(40)));
        case 4 -> {
          if (watchers.size() < 12 && random.nextInt(4) == 0) {
            watchers.add(new Watcher(new OfWorker(id), 0, new LogStart.After(new Cursor("a", 0))));
            watchers.add(new Watcher(new OfDeployment(id), 0, new LogStart.Tail(100_000)));
          }
        }
        case 5, 6 -> {
          if (!watchers.isEmpty()) {
            watchers.get(random.nextInt(watchers.size())).look(1 + random.nextInt(30));
          }
        }
        default -> {
          if (!watchers.isEmpty()) {
            watchers.get(random.nextInt(watchers.size())).comeBack();
          }
        }
      }
    }
    platform.timer.pass(Duration.ofSeconds(1));
    assertThat(watchers).isNotEmpty();
    watchers.forEach(Watcher::finish);
  }
}
