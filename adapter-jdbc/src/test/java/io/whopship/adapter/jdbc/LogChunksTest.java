package io.whopship.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.logs.LogFilter;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogRetention;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.logs.StoredLine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How logs lie in the table: what no reader sees, but pays for. */
@ParameterizedClass
@EnumSource
class LogChunksTest {

  private static final LogRetention EVERYTHING = new LogRetention(Duration.ofDays(1_000),
      Long.MAX_VALUE);

  private final TestDatabase database;

  @TempDir
  Path directory;

  LogChunksTest(TestDatabase database) {
    this.database = database;
  }

  private OpenStores opened;
  private Deployment deployment;

  @BeforeEach
  void open() {
    opened = new OpenStores(database.in(directory));
    deployment = Given.deployment(opened.stores, "site");
  }

  @AfterEach
  void close() {
    opened.close();
  }

  private List<Integer> lineCounts() {
    return opened.database.read("read line counts",
        handle -> handle.createQuery("select line_count from log_chunks order by first_position")
            .mapTo(Integer.class)
            .list());
  }

  private void append(int count, String message) {
    opened.logs().append(deployment.id(), Collections.nCopies(count, Given.line(message)));
  }

  @Test
  void aChunkHasAHundredLinesAtMost() {
    append(250, "short");
    Given.won(opened.stores,
        Change.lines(deployment, Collections.nCopies(101, Given.line("short"))));

    assertThat(lineCounts()).containsExactly(100, 100, 50, 100, 1);
  }

  @Test
  void aChunkHas64KibibytesOfTextUnlessItIsOneLine() {
    append(10, "x".repeat(16 * 1024 - 4)); // and "test", the step
    append(1, "x".repeat(1024 * 1024));

    assertThat(lineCounts()).containsExactly(4, 4, 2, 1);
  }

  @Test
  void manySmallChunksBecomeFewFullOnes() {
    for (int i = 0; i < 230; i++) {
      append(1, "line " + i);
    }
    List<StoredLine> before = opened.logs().read(deployment.id(), 0, 1_000);

    assertThat(opened.logs().keep(EVERYTHING, Given.NOW).packedPieces()).isEqualTo(227);

    assertThat(lineCounts()).containsExactly(100, 100, 30);
    assertThat(opened.logs().read(deployment.id(), 0, 1_000)).isEqualTo(before);
    assertThat(opened.logs().keep(EVERYTHING, Given.NOW).packedPieces()).isZero();
  }

  @Test
  void moreThanOneTransactionPacksAreFullToo() {
    for (int i = 0; i < 1_120; i++) {
      append(1, "line " + i);
    }

    opened.logs().keep(EVERYTHING, Given.NOW);

    assertThat(lineCounts())
        .containsExactlyElementsOf(IntStream.rangeClosed(0, 11)
            .mapToObj(i -> i < 11 ? 100 : 20)
            .toList());
  }

  @Test
  void packedChunksKeepTheBoundOfTheirText() {
    for (int i = 0; i < 20; i++) {
      append(1, "x".repeat(16 * 1024));
    }

    opened.logs().keep(EVERYTHING, Given.NOW);

    assertThat(lineCounts()).hasSize(7).allMatch(count -> count <= 3);
  }

  @Test
  void aFewSmallChunksAreLeftAlone() {
    for (int i = 0; i < 15; i++) {
      append(1, "line " + i);
    }

    assertThat(opened.logs().keep(EVERYTHING, Given.NOW).packedPieces()).isZero();
  }

  @Test
  void whatASummaryRulesOutIsNotRead() {
    for (LogType type : LogType.values()) {
      int seconds = (int) opened.logs().extent(deployment.id()).last();
      opened.logs()
          .append(deployment.id(),
              List.of(new LogLine(Given.NOW.plusSeconds(seconds), type, "Step " + type, "text")));
    }
    opened.execute("update log_chunks set lines = 'not to be read' where first_position <> 3");

    for (LogFilter filter : List.of(new LogFilter(Set.of(LogType.INFO), null, null, null),
        new LogFilter(Set.of(), "step info", null, null),
        new LogFilter(Set.of(LogType.INFO, LogType.CODING), "p I", null,
            Given.NOW.plusSeconds(1)))) {
      var scan = opened.logs().scan(deployment.id(), filter, 0, 7, true, 100);
      assertThat(scan.matches()).extracting(StoredLine::position).containsExactly(3L);
      assertThat(scan.looked()).isEqualTo(1);
    }
    assertThat(opened.logs()
        .scan(deployment.id(), new LogFilter(Set.of(), null, null, Given.NOW.plusSeconds(9)), 0, 7,
            false, 100)
        .looked()).isZero();
  }
}
