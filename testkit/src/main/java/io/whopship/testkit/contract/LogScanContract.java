package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.DeploymentLogs.Scan;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.logs.LogFilter;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.logs.StoredLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link io.whopship.ports.driven.DeploymentLogs#scan} promises. */
public abstract class LogScanContract extends StoresContract {

  private static final int LINES = 450;
  private static final LogType[] TYPES = LogType.values();

  private Deployment deployment;
  private final List<LogLine> written = new ArrayList<>();

  /**
   * Lines of which type, step, text and time come each at their own pace, so that there are long
   * parts without some of them.
   */
  @BeforeEach
  void writeALog() {
    deployment = addDeployment(addApp("one").id());
    for (int i = 0; i < LINES; i++) {
      written.add(new LogLine(Examples.NOW.plusSeconds(i / 3), TYPES[i / 40 % TYPES.length],
          i < 200 ? "Größer bauen" : i < 210 ? "" : "upload_" + i / 60,
          i % 101 == 0 ? "an Äpfel ERROR of line " + i : "line " + i));
    }
    for (int from = 0; from < LINES; from += 1 + from % 70) {
      int to = Math.min(from + 1 + from % 70, LINES);
      stores.logs().append(deployment.id(), written.subList(from, to));
    }
  }

  static List<LogFilter> filters() {
    return List.of(LogFilter.NONE,
        of(null, null, null, LogType.ERROR),
        of(null, null, null, LogType.THINKING, LogType.STDERR),
        of("GRÖSSER", null, null),
        of("GRÖßER", null, null),
        of("Bau", null, null),
        of("UPLOAD_5", null, null),
        of("upload%", null, null),
        of("nowhere", null, null),
        of("", "", null),
        of(null, "line 44", null),
        of(null, "äPFEL error", null),
        of(null, "LINE 4_", null),
        of(null, null, Examples.NOW.plusSeconds(100)),
        of(null, null, Examples.NOW.plusSeconds(100).plusNanos(1)),
        of(null, null, Examples.NOW.minusMillis(1)),
        of(null, null, Examples.NOW.plusSeconds(LINES)),
        of("upload", "1", Examples.NOW.plusSeconds(90), LogType.INFO, LogType.ERROR));
  }

  private static LogFilter of(@Nullable String step, @Nullable String text,
      @Nullable Instant since, LogType... types) {
    return new LogFilter(Set.of(types), step, text, since);
  }

  private List<Long> positionsThatMatch(LogFilter filter, long after, long upTo) {
    return LongStream.rangeClosed(after + 1, Math.min(upTo, LINES))
        .filter(position -> filter.matches(written.get((int) position - 1)))
        .boxed()
        .toList();
  }

  /** Looks until all is considered, a few lines at a time. */
  private List<Long> scan(LogFilter filter, long after, long upTo, boolean newestFirst,
      int maxLines) {
    List<Long> found = new ArrayList<>();
    long low = after;
    long high = upTo;
    boolean finished = false;
    while (!finished) {
      Scan scan = stores.logs()
          .scan(deployment.id(), filter, low, high, newestFirst, maxLines);
      scan.matches().forEach(line -> {
        assertThat(line.line()).isEqualTo(written.get((int) line.position() - 1));
        found.add(line.position());
      });
      finished = scan.finished();
      if (!finished) {
        assertThat(scan.reached()).isBetween(low + 1, high);
      }
      low = newestFirst ? low : scan.reached();
      high = newestFirst ? scan.reached() - 1 : high;
    }
    return found;
  }

  @ParameterizedTest
  @MethodSource("filters")
  void findsWhatAFilterWantsInBothDirectionsInOneLookOrMany(LogFilter filter) {
    List<Long> expected = positionsThatMatch(filter, 0, LINES);
    List<Long> reversed = expected.reversed();

    for (int maxLines : new int[]{1, 30, 149, Integer.MAX_VALUE}) {
      assertThat(scan(filter, 0, LINES, false, maxLines)).isEqualTo(expected);
      assertThat(scan(filter, 0, LINES, true, maxLines)).isEqualTo(reversed);
    }
  }

  @Test
  void looksAtAPartOnly() {
    for (long after : new long[]{0, 3, 99, 100, 333, LINES - 1}) {
      for (long upTo : new long[]{1, 50, 100, 101, 334, LINES, Long.MAX_VALUE}) {
        List<Long> expected = upTo <= after
            ? List.of()
            : positionsThatMatch(LogFilter.NONE, after, upTo);
        assertThat(scan(LogFilter.NONE, after, upTo, false, 50)).isEqualTo(expected);
        assertThat(scan(LogFilter.NONE, after, upTo, true, 50)).isEqualTo(expected.reversed());
      }
    }
  }

  @Test
  void saysHowFarItCame() {
    Scan all = stores.logs().scan(deployment.id(), LogFilter.NONE, 10, 60, false, 1_000);
    assertThat(all.finished()).isTrue();
    assertThat(all.looked()).isEqualTo(50);
    assertThat(all.reached()).isEqualTo(60);

    Scan fromTheEnd = stores.logs().scan(deployment.id(), LogFilter.NONE, 10, 60, true, 1_000);
    assertThat(fromTheEnd.finished()).isTrue();
    assertThat(fromTheEnd.looked()).isEqualTo(50);
    assertThat(fromTheEnd.reached()).isEqualTo(11);
  }

  @Test
  void endsOnceThereIsMuchText() {
    Deployment other = addDeployment(deployment.app());
    List<LogLine> lines = Collections.nCopies(100, Examples.line("x".repeat(16 * 1024)));
    stores.logs().append(other.id(), lines);

    Scan forwards = stores.logs().scan(other.id(), LogFilter.NONE, 0, 100, false, 1_000);
    assertThat(forwards.finished()).isFalse();
    assertThat(forwards.matches()).hasSizeBetween(1, 29);
    assertThat(forwards.reached()).isEqualTo(forwards.matches().getLast().position());

    Scan backwards = stores.logs().scan(other.id(), LogFilter.NONE, 0, 100, true, 1_000);
    assertThat(backwards.finished()).isFalse();
    assertThat(backwards.matches()).hasSizeBetween(1, 29);
    assertThat(backwards.reached()).isEqualTo(backwards.matches().getLast().position());
  }

  @Test
  void findsNothingInAnEmptyLog() {
    Deployment empty = addDeployment(deployment.app());

    for (DeploymentId id : List.of(empty.id(), new DeploymentId(99))) {
      assertThat(stores.logs().scan(id, LogFilter.NONE, 0, 100, false, 10))
          .isEqualTo(new Scan(List.of(), 0, 100, true));
      assertThat(stores.logs().scan(id, LogFilter.NONE, 0, 100, true, 10))
          .isEqualTo(new Scan(List.of(), 0, 1, true));
    }
  }

  @Test
  void findsLinesThatAreEarlierThanThoseBeforeThem() {
    Deployment other = addDeployment(deployment.app());
    for (int i = 0; i < 10; i++) {
      stores.logs()
          .append(other.id(),
              List.of(new LogLine(Examples.NOW.minusSeconds(i), LogType.INFO, "", "line " + i)));
    }
    LogFilter filter = of(null, null, Examples.NOW.minusSeconds(3));

    assertThat(stores.logs().scan(other.id(), filter, 0, 100, false, 100).matches())
        .extracting(StoredLine::position)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 3).mapToObj(Long::valueOf).toList());
  }
}
