package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.DeploymentLogs.Appended;
import io.whopship.ports.driven.DeploymentLogs.Extent;
import io.whopship.ports.driven.DeploymentLogs.Kept;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.logs.LogFilter;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogRetention;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.logs.StoredLine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link io.whopship.ports.driven.DeploymentLogs#keep} promises. */
public abstract class LogKeepContract extends StoresContract {

  private static final LogRetention EVERYTHING = new LogRetention(Duration.ofDays(1_000),
      Long.MAX_VALUE);
  private static final LogRetention A_DAY = new LogRetention(Duration.ofDays(1), Long.MAX_VALUE);

  /** Lines are removed in pieces: so many that should go may stay. */
  private static final int PIECE = 100;

  private AppId app;
  private Deployment deployment;

  @BeforeEach
  void addOne() {
    app = addApp("one").id();
    deployment = addDeployment(app);
  }

  private void append(Deployment to, Instant at, int count, String message) {
    List<LogLine> lines = IntStream.range(0, count)
        .mapToObj(i -> new LogLine(at, LogType.INFO, "build", message))
        .toList();
    assertThat(stores.logs().append(to.id(), lines)).isInstanceOf(Appended.Upto.class);
  }

  private List<StoredLine> read(Deployment of) {
    List<StoredLine> lines = new ArrayList<>();
    List<StoredLine> part = stores.logs().read(of.id(), 0, 100_000);
    while (!part.isEmpty()) {
      lines.addAll(part);
      part = stores.logs().read(of.id(), part.getLast().position(), 100_000);
    }
    return lines;
  }

  private static void assertWhole(List<StoredLine> lines, long first, long last) {
    assertThat(lines).extracting(StoredLine::position)
        .containsExactlyElementsOf(LongStream.rangeClosed(first, last).boxed().toList());
  }

  @Nested
  class ByAge {

    private static final Instant OLD = Examples.NOW.minus(Duration.ofDays(2));

    @Test
    void removesOldLinesAndLeavesTheOthersInTheirPlace() {
      append(deployment, OLD, 1_000, "old");
      append(deployment, Examples.NOW, 50, "new");

      Kept kept = stores.logs().keep(A_DAY, Examples.NOW);

      Extent extent = stores.logs().extent(deployment.id());
      assertThat(extent.first()).isBetween(1_001L - PIECE, 1_001L);
      assertThat(extent.last()).isEqualTo(1_050);
      assertThat(kept.removedLines()).isEqualTo(extent.first() - 1);
      assertWhole(read(deployment), extent.first(), 1_050);
      assertThat(read(deployment)).last()
          .extracting(line -> line.line().message())
          .isEqualTo("new");
    }

    @Test
    void keepsWhatIsNotOlder() {
      append(deployment, Examples.NOW.minus(Duration.ofDays(1)), 10, "just kept");

      assertThat(stores.logs().keep(A_DAY, Examples.NOW).removedLines()).isZero();
      assertThat(read(deployment)).hasSize(10);
    }

    @Test
    void leavesNoHoleIfTimesDoNotRise() {
      append(deployment, Examples.NOW, 100, "new");
      append(deployment, OLD, 100, "old, but behind a new one");
      append(deployment, Examples.NOW, 100, "new");

      stores.logs().keep(A_DAY, Examples.NOW);

      assertWhole(read(deployment), 1, 300);
    }

    @Test
    void mayLeaveALogWithoutALine() {
      append(deployment, OLD, 300, "old");

      assertThat(stores.logs().keep(A_DAY, Examples.NOW).removedLines()).isEqualTo(300);

      assertThat(stores.logs().extent(deployment.id())).isEqualTo(new Extent(301, 300));
      assertThat(read(deployment)).isEmpty();
      assertThat(stores.logs().positionAt(deployment.id(), OLD)).isEqualTo(300);
    }

    @Test
    void goesOnBehindWhatWasRemoved() {
      append(deployment, OLD, 300, "old");
      stores.logs().keep(A_DAY, Examples.NOW);

      append(deployment, Examples.NOW, 2, "new");

      assertThat(stores.logs().extent(deployment.id())).isEqualTo(new Extent(301, 302));
      assertWhole(stores.logs().read(deployment.id(), 0, 10), 301, 302);
      assertWhole(stores.logs().read(deployment.id(), 150, 1), 301, 301);
      assertWhole(stores.logs().read(deployment.id(), 300, 10), 301, 302);
      assertThat(stores.logs().positionAt(deployment.id(), OLD)).isEqualTo(300);
      assertThat(stores.logs()
          .scan(deployment.id(), LogFilter.NONE, 0, 302, false, 10)
          .matches()).hasSize(2);
    }

    @Test
    void isDoneForAllDeployments() {
      Deployment other = addDeployment(addApp("two").id());
      append(deployment, OLD, 10, "old");
      append(other, OLD, 20, "old");

      assertThat(stores.logs().keep(A_DAY, Examples.NOW).removedLines()).isEqualTo(30);
    }
  }

  @Nested
  class BySize {

    private static final int LINE = 1_000;

    private LogRetention bytes(long number) {
      return new LogRetention(Duration.ofDays(1_000), number);
    }

    @Test
    void removesTheOldestLinesOfAnAppThatHasTooMany() {
      Deployment newer = addDeployment(app);
      append(deployment, Examples.NOW, 400, "x".repeat(LINE));
      append(newer, Examples.NOW.plusSeconds(1), 400, "x".repeat(LINE));

      // What belongs to messages counts, too: a third at most.
      stores.logs().keep(bytes(600 * LINE), Examples.NOW);

      long left = 801 - stores.logs().extent(deployment.id()).first()
          - stores.logs().extent(newer.id()).first() + 1;
      assertThat(stores.logs().extent(newer.id()).first()).isEqualTo(1);
      assertThat(left).isBetween(450L - PIECE, 600L);
      assertWhole(read(deployment), stores.logs().extent(deployment.id()).first(), 400);
      assertWhole(read(newer), 1, 400);
    }

    @Test
    void goesByTheLinesAndNotByTheDeployments() {
      Deployment newer = addDeployment(app);
      append(newer, Examples.NOW, 400, "x".repeat(LINE));
      append(deployment, Examples.NOW.plusSeconds(1), 100, "x".repeat(LINE));

      stores.logs().keep(bytes(300 * LINE), Examples.NOW);

      assertThat(read(deployment)).hasSize(100);
      assertThat(read(newer)).hasSizeBetween(100 - PIECE, 200);
    }

    @Test
    void leavesAppsAloneThatHaveNotTooMany() {
      Deployment small = addDeployment(addApp("two").id());
      append(deployment, Examples.NOW, 400, "x".repeat(LINE));
      append(small, Examples.NOW.minus(Duration.ofDays(9)), 100, "x".repeat(LINE));

      stores.logs().keep(bytes(200 * LINE), Examples.NOW);

      assertThat(read(small)).hasSize(100);
      assertThat(read(deployment)).hasSizeLessThanOrEqualTo(200).isNotEmpty();
    }

    @Test
    void mayLeaveNothing() {
      append(deployment, Examples.NOW, 10, "x".repeat(LINE));

      assertThat(stores.logs().keep(bytes(1), Examples.NOW).removedLines()).isEqualTo(10);
      assertThat(stores.logs().extent(deployment.id())).isEqualTo(new Extent(11, 10));
    }
  }

  @Nested
  class Meanwhile {

    @Test
    void whatIsKeptReadsAsBefore() {
      for (int i = 1; i <= 300; i++) {
        stores.logs()
            .append(deployment.id(), List.of(new LogLine(Examples.NOW.plusMillis(i),
                i % 50 == 0 ? LogType.ERROR : LogType.INFO, "step " + i / 100, "line " + i)));
      }
      List<StoredLine> before = read(deployment);

      assertThat(stores.logs().keep(EVERYTHING, Examples.NOW).removedLines()).isZero();

      assertThat(read(deployment)).isEqualTo(before);
      for (int i : new int[]{0, 1, 99, 100, 101, 250, 299}) {
        assertThat(stores.logs().read(deployment.id(), i, 3))
            .isEqualTo(before.subList(i, Math.min(i + 3, 300)));
        assertThat(stores.logs().positionAt(deployment.id(), Examples.NOW.plusMillis(i)))
            .isEqualTo(i);
      }
      LogFilter errors = new LogFilter(java.util.Set.of(LogType.ERROR), "step 2", null, null);
      assertThat(stores.logs().scan(deployment.id(), errors, 0, 300, false, 300).matches())
          .extracting(StoredLine::position)
          .containsExactly(200L, 250L);
      append(deployment, Examples.NOW, 1, "next");
      assertThat(stores.logs().extent(deployment.id())).isEqualTo(new Extent(1, 301));
    }

    @Test
    void readersSeeNoHoleAndNoRepeat() throws Exception {
      int calls = 400;
      AtomicBoolean isOver = new AtomicBoolean();
      Callable<List<StoredLine>> writer = () -> {
        try {
          for (int i = 1; i <= calls; i++) {
            append(deployment, Examples.NOW, 1, "line " + i);
          }
        } finally {
          isOver.set(true);
        }
        return List.of();
      };
      Callable<List<StoredLine>> keeper = () -> {
        while (!isOver.get()) {
          stores.logs().keep(EVERYTHING, Examples.NOW);
        }
        return List.of();
      };
      Callable<List<StoredLine>> follower = () -> {
        List<StoredLine> read = new ArrayList<>();
        while (read.size() < calls && !Thread.currentThread().isInterrupted()) {
          read.addAll(stores.logs().read(deployment.id(), read.size(), 13));
        }
        return read;
      };
      Callable<List<StoredLine>> fromTheStart = () -> {
        List<StoredLine> read = List.of();
        while (!isOver.get()) {
          long last = stores.logs().extent(deployment.id()).last();
          read = read(deployment);
          assertWhole(read, 1, Math.max(last, read.size()));
          assertThat(stores.logs()
              .scan(deployment.id(), LogFilter.NONE, 0, last, true, 40_000)
              .matches()).hasSize((int) last);
        }
        return read;
      };

      List<StoredLine> followed = AtOnce.run(List.of(follower, fromTheStart, writer, keeper))
          .getFirst();

      assertWhole(followed, 1, calls);
      assertThat(followed).extracting(line -> line.line().message())
          .containsExactlyElementsOf(
              IntStream.rangeClosed(1, calls).mapToObj(i -> "line " + i).toList());
    }

    @Test
    void readersOfALogThatShrinksSeeNoHole() throws Exception {
      append(deployment, Examples.NOW, 3_000, "x".repeat(100));
      AtomicBoolean isOver = new AtomicBoolean();
      Callable<Boolean> keeper = () -> {
        try {
          for (long bytes = 300_000; bytes > 0; bytes -= 20_000) {
            stores.logs().keep(new LogRetention(Duration.ofDays(1), bytes), Examples.NOW);
          }
        } finally {
          isOver.set(true);
        }
        return true;
      };
      Callable<Boolean> reader = () -> {
        while (!isOver.get()) {
          readPartsThatAreWhole();
        }
        return true;
      };

      assertThat(AtOnce.run(List.of(keeper, reader))).containsExactly(true, true);
    }

    /** Between two parts lines may go, but only those that the log says are gone. */
    private void readPartsThatAreWhole() {
      long after = 0;
      List<StoredLine> part = stores.logs().read(deployment.id(), after, 1_000);
      while (!part.isEmpty()) {
        long first = part.getFirst().position();
        if (first != after + 1) {
          assertThat(stores.logs().extent(deployment.id()).first()).isGreaterThanOrEqualTo(first);
        }
        assertWhole(part, first, first + part.size() - 1);
        after = part.getLast().position();
        part = stores.logs().read(deployment.id(), after, 1_000);
      }
      assertThat(stores.logs().extent(deployment.id()).last()).isEqualTo(3_000);
    }
  }
}
