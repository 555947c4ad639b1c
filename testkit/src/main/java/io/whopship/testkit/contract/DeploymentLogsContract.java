package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.DeploymentLogs.Extent;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.logs.StoredLine;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link io.whopship.ports.driven.DeploymentLogs} promises. */
public abstract class DeploymentLogsContract extends StoresContract {

  @Nested
  class Reading {

    private Deployment deployment;

    @BeforeEach
    void addOne() {
      deployment = addDeployment(addApp("one").id());
    }

    private List<String> read(long after, int limit) {
      return stores.logs()
          .read(deployment.id(), after, limit)
          .stream()
          .map(stored -> stored.position() + " " + stored.line().message())
          .toList();
    }

    @Test
    void isEmptyIfThereIsNoSuchDeployment() {
      assertThat(stores.logs().read(new DeploymentId(99), 0, 10)).isEmpty();
    }

    @Test
    void isEmptyBeforeTheFirstLine() {
      assertThat(read(0, 10)).isEmpty();
    }

    @Test
    void givesEveryPartOfALineBack() {
      List<LogLine> lines = List.of(
          new LogLine(Examples.NOW, LogType.INFO, "upload", "KV mapping set: my-app → größer 🚢"),
          new LogLine(Examples.NOW.plusMillis(1), LogType.ERROR, "", ""),
          new LogLine(Examples.NOW.plusMillis(2), LogType.SUCCESS, "done", "\tx".repeat(5_000)));

      won(Change.lines(deployment, lines));

      assertThat(stores.logs().read(deployment.id(), 0, 10)).extracting(StoredLine::line)
          .containsExactlyElementsOf(lines);
    }

    @Test
    void knowsTimesToTheMillisecond() {
      won(Change.lines(deployment, List.of(
          new LogLine(Examples.NOW.plusNanos(999_999), LogType.INFO, "build", "a line"))));

      assertThat(stores.logs().read(deployment.id(), 0, 10))
          .containsExactly(new StoredLine(1, Examples.line("a line")));
    }

    @Test
    void keepsTheOrderEvenIfTimesDoNot() {
      won(Change.lines(deployment, List.of(
          new LogLine(Examples.NOW.plusSeconds(9), LogType.INFO, "build", "first"),
          new LogLine(Examples.NOW, LogType.INFO, "build", "second"))));

      assertThat(read(0, 10)).containsExactly("1 first", "2 second");
    }

    @Test
    void beginsBehindTheLastKnownLine() {
      won(Change.lines(deployment, Examples.lines(1, 3)));
      won(Change.lines(deployment, Examples.lines(4, 5)));

      assertThat(read(1, 10)).containsExactly("2 line 2", "3 line 3", "4 line 4", "5 line 5");
      assertThat(read(4, 10)).containsExactly("5 line 5");
    }

    @Test
    void isEmptyAtTheEndAndBehindIt() {
      won(Change.lines(deployment, Examples.lines(1, 3)));

      assertThat(read(3, 10)).isEmpty();
      assertThat(read(99, 10)).isEmpty();
      assertThat(read(Long.MAX_VALUE, 10)).isEmpty();
    }

    @Test
    void isOfAsManyLinesAsAskedFor() {
      won(Change.lines(deployment, Examples.lines(1, 3)));
      won(Change.lines(deployment, Examples.lines(4, 6)));

      assertThat(read(0, 2)).containsExactly("1 line 1", "2 line 2");
      assertThat(read(2, 3)).containsExactly("3 line 3", "4 line 4", "5 line 5");
      assertThat(read(0, 6)).hasSize(6);
      assertThat(read(0, Integer.MAX_VALUE)).hasSize(6);
    }

    @Test
    void endsOnceThereIsMuchText() {
      LogLine large = Examples.line("x".repeat(16 * 1024));
      for (int i = 0; i < 4; i++) {
        won(Change.lines(deployment, Collections.nCopies(25, large)));
      }

      long after = 0;
      int reads = 0;
      while (after < 100) {
        List<StoredLine> part = stores.logs().read(deployment.id(), after, 100);
        assertThat(part).isNotEmpty().hasSizeLessThan(30);
        assertThat(part.getFirst().position()).isEqualTo(after + 1);
        after = part.getLast().position();
        reads++;
      }
      assertThat(reads).isLessThan(20);
      assertThat(stores.logs().read(deployment.id(), after, 100)).isEmpty();
    }

    @Test
    void givesALineThatIsMuchTextAlone() {
      won(Change.lines(deployment, List.of(Examples.line("x".repeat(1024 * 1024)),
          Examples.line("line 2"))));

      assertThat(stores.logs().read(deployment.id(), 0, 2)).hasSize(1);
      assertThat(read(1, 2)).containsExactly("2 line 2");
    }

    @Test
    void holdsTheLinesOfOneDeploymentOnly() {
      Deployment other = addDeployment(deployment.app());
      won(Change.lines(deployment, Examples.lines(1, 2)));
      won(Change.lines(other, Examples.lines(7, 7)));
      won(Change.lines(deployment, Examples.lines(3, 3)));

      assertThat(read(0, 10)).containsExactly("1 line 1", "2 line 2", "3 line 3");
      assertThat(stores.logs().read(other.id(), 0, 10))
          .containsExactly(new StoredLine(1, Examples.line("line 7")));
    }

    @Test
    void followsAGrowingLogWithoutHoleOrRepeat() {
      long after = 0;
      for (int i = 0; i < 20; i++) {
        won(Change.lines(deployment, Examples.lines(1, 1 + i % 4)));
        for (StoredLine line : stores.logs().read(deployment.id(), after, 2)) {
          assertThat(line.position()).isEqualTo(after + 1);
          after = line.position();
        }
      }
      assertThat(stores.logs().read(deployment.id(), after, 100)).last()
          .extracting(StoredLine::position)
          .isEqualTo(50L);
    }
  }

  @Nested
  class TheExtent {

    @Test
    void isNoneIfThereIsNoSuchDeployment() {
      assertThat(stores.logs().extent(new DeploymentId(99))).isEqualTo(Extent.NONE);
    }

    @Test
    void isFromTheFirstLineToTheLast() {
      Deployment deployment = addDeployment(addApp("one").id());
      assertThat(stores.logs().extent(deployment.id())).isEqualTo(new Extent(1, 0));

      won(Change.lines(deployment, Examples.lines(1, 250)));
      assertThat(stores.logs().extent(deployment.id())).isEqualTo(new Extent(1, 250));
    }
  }

  @Nested
  class ThePositionAtATime {

    private Deployment deployment;

    @BeforeEach
    void addOne() {
      deployment = addDeployment(addApp("one").id());
    }

    private void write(long... seconds) {
      won(Change.lines(deployment, LongStream.of(seconds)
          .mapToObj(second -> new LogLine(Examples.NOW.plusSeconds(second), LogType.INFO, "", ""))
          .toList()));
    }

    private long at(long second) {
      return stores.logs().positionAt(deployment.id(), Examples.NOW.plusSeconds(second));
    }

    @Test
    void isTheStartOfAnEmptyLog() {
      assertThat(at(0)).isZero();
      assertThat(stores.logs().positionAt(new DeploymentId(99), Examples.NOW)).isZero();
    }

    @Test
    void isRightBeforeTheFirstLineThatIsLater() {
      write(10, 10, 20);
      write(30, 40);

      assertThat(at(9)).isZero();
      assertThat(at(10)).isEqualTo(2);
      assertThat(at(19)).isEqualTo(2);
      assertThat(at(20)).isEqualTo(3);
      assertThat(at(30)).isEqualTo(4);
    }

    @Test
    void isTheEndIfNoLineIsLater() {
      write(10);
      write(20);

      assertThat(at(20)).isEqualTo(2);
      assertThat(at(99)).isEqualTo(2);
    }

    @Test
    void isBeforeTheFirstLaterLineEvenIfTimesDoNotRise() {
      write(10, 50);
      write(20);
      write(60, 5);
      write(55);

      assertThat(at(5)).isZero();
      assertThat(at(15)).isEqualTo(1);
      assertThat(at(50)).isEqualTo(3);
      assertThat(at(55)).isEqualTo(3);
      assertThat(at(60)).isEqualTo(6);
    }

    @Test
    void isRightWithinAMillisecond() {
      write(10);

      assertThat(stores.logs()
          .positionAt(deployment.id(), Examples.NOW.plusSeconds(10).plusNanos(1))).isEqualTo(1);
      assertThat(stores.logs()
          .positionAt(deployment.id(), Examples.NOW.plusSeconds(10).minusNanos(1))).isZero();
    }
  }
}
