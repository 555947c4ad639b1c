package io.whopship.core.logs;

import static io.whopship.core.logs.LogWorld.at;
import static io.whopship.core.logs.LogWorld.by;
import static io.whopship.core.logs.LogWorld.matching;
import static io.whopship.core.logs.LogWorld.messages;
import static io.whopship.core.logs.LogWorld.newest;
import static io.whopship.core.logs.LogWorld.page;
import static io.whopship.core.logs.LogWorld.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driving.logs.QueryLog.Outcome;
import io.whopship.ports.driving.logs.QueryLog.Progress;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogFilter;
import io.whopship.ports.model.logs.LogGap;
import io.whopship.ports.model.logs.LogGap.Reason;
import io.whopship.ports.model.logs.LogPage;
import io.whopship.ports.model.logs.LogPage.Stopped;
import io.whopship.ports.model.logs.LogQuery;
import io.whopship.ports.model.logs.LogQuery.SortBy;
import io.whopship.ports.model.logs.LogSubject;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.logs.StoredLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found in the log of a deployment. */
final class QueryLogTest {

  private final LogWorld world = new LogWorld();

  @Nested
  final class APage {

    @Test
    void isWhereItsOffsetSays() {
      world.withLines(10);

      LogPage page = world.find(page(2, 3));

      assertThat(messages(page)).containsExactly("line 3", "line 4", "line 5");
      assertThat(page)
          .isEqualTo(new LogPage(LogWorld.EPOCH, page.lines(), true, 10L, 3, at(5), null, null));
    }

    @Test
    void atTheEndSaysThatThereIsNoMore() {
      LogPage page = world.withLines(10).find(page(8, 2));

      assertThat(messages(page)).containsExactly("line 9", "line 10");
      assertThat(page.hasMore()).isFalse();
      assertThat(page.next()).isEqualTo(at(10));
    }

    @Test
    void behindTheEndIsEmpty() {
      LogPage page = world.withLines(10).find(page(50, 5));

      assertThat(page)
          .isEqualTo(new LogPage(LogWorld.EPOCH, List.of(), false, 10L, 0, at(10), null, null));
    }

    @Test
    void ofAnEmptyLogIsEmpty() {
      LogPage nothing = new LogPage(LogWorld.EPOCH, List.of(), false, 0L, 0, at(0), null, null);

      assertThat(world.find(page(0, 5))).isEqualTo(nothing);
      assertThat(world.find(matching(text("x"), null, 5))).isEqualTo(nothing);
    }

    @Test
    void mayBeginWithTheNewest() {
      LogPage page = world.withLines(10).find(newest(LogFilter.NONE, 2, 3));

      assertThat(messages(page)).containsExactly("line 8", "line 7", "line 6");
      assertThat(page.hasMore()).isTrue();
      assertThat(page.next()).isEqualTo(at(10));
    }

    @Test
    void ofTheOldestIsTheLastIfTheNewestComeFirst() {
      LogPage page = world.withLines(10).find(newest(LogFilter.NONE, 8, 5));

      assertThat(messages(page)).containsExactly("line 2", "line 1");
      assertThat(page.hasMore()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofLongLinesHas4MebibytesAtMost(boolean newestFirst) {
      for (int i = 1; i <= 10; i++) {
        world.write(LogType.INFO, "", i + "x".repeat(1024 * 1024 - 2));
      }

      for (LogQuery query : List.of(
          new LogQuery(LogFilter.NONE, SortBy.CREATED_AT, newestFirst, null, 1, 8),
          new LogQuery(text("x"), SortBy.CREATED_AT, newestFirst, null, 1, 8),
          new LogQuery(LogFilter.NONE, SortBy.STEP_NAME, newestFirst, null, 1, 8))) {
        LogPage page = world.find(query);

        boolean fromTheEnd = newestFirst && query.sortBy() == SortBy.CREATED_AT;
        assertThat(page.lines()).extracting(StoredLine::position)
            .containsExactlyElementsOf(
                fromTheEnd ? List.of(9L, 8L, 7L, 6L) : List.of(2L, 3L, 4L, 5L));
        assertThat(page.hasMore()).isTrue();
        assertThat(page.total()).isEqualTo(10);
        assertThat(page.next())
            .isEqualTo(newestFirst || query.sortBy() != SortBy.CREATED_AT ? at(10) : at(5));
      }
    }

    @Test
    void isReadWithoutALookAtWhatIsSkipped() {
      world.withLines(10).find(page(7, 2));

      assertThat(world.logs.asked).containsExactly("read 2 behind 7");
    }
  }

  @Nested
  final class ACursor {

    @Test
    void isWhereAnAnswerGoesOn() {
      LogPage page = world.withLines(10).find(page(at(4), 0, 3));

      assertThat(messages(page)).containsExactly("line 5", "line 6", "line 7");
      assertThat(page.total()).isEqualTo(6);
      assertThat(page.gap()).isNull();
    }

    @Test
    void atTheEndStays() {
      LogPage page = world.withLines(10).find(page(at(10), 0, 3));

      assertThat(page.lines()).isEmpty();
      assertThat(page.next()).isEqualTo(at(10));
      assertThat(page.gap()).isNull();
    }

    @Test
    void ofAnotherNumberingIsAGapBeforeTheFirstLine() {
      Cursor unknown = new Cursor("another", 4);

      LogPage page = world.withLines(3).find(page(unknown, 0, 3));

      assertThat(page.gap())
          .isEqualTo(LogGap.between(unknown, at(0), Reason.UNKNOWN_CURSOR));
      assertThat(messages(page)).containsExactly("line 1", "line 2", "line 3");
    }

    @Test
    void aheadOfTheLogIsAGapBeforeTheFirstLine() {
      LogPage page = world.withLines(3).find(page(at(4), 0, 3));

      assertThat(page.gap()).isEqualTo(LogGap.between(at(4), at(0), Reason.UNKNOWN_CURSOR));
      assertThat(page.lines()).hasSize(3);
    }

    @Test
    void beforeTheFirstLineThatIsKeptIsAGapOfThoseInBetween() {
      world.withLines(10);
      world.store.forgetLines(world.deployment.id(), 6);

      LogPage page = world.find(page(at(2), 0, 2));

      assertThat(page.gap()).isEqualTo(LogGap.within(LogWorld.EPOCH, 2, 6, Reason.EXPIRED));
      assertThat(messages(page)).containsExactly("line 7", "line 8");
    }

    @Test
    void rightBeforeTheFirstLineThatIsKeptMissesNothing() {
      world.withLines(10);
      world.store.forgetLines(world.deployment.id(), 6);

      assertThat(world.find(page(at(6), 0, 2)).gap()).isNull();
    }

    @Test
    void isMissedByNobodyWhoHasNone() {
      world.withLines(10);
      world.store.forgetLines(world.deployment.id(), 6);

      LogPage page = world.find(page(1, 2));

      assertThat(page.gap()).isNull();
      assertThat(messages(page)).containsExactly("line 8", "line 9");
      assertThat(page.total()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 100})
    void givenBackEachTimeBringsEveryLineOnce(int limit) {
      world.withLines(25);

      assertThat(walk(cursor -> page(cursor, 0, limit))).hasSize(25)
          .startsWith("line 1")
          .endsWith("line 25")
          .doesNotHaveDuplicates();
      assertThat(walk(cursor -> matching(text("2"), cursor, limit)))
          .containsExactly("line 2", "line 12", "line 20", "line 21", "line 22", "line 23",
              "line 24", "line 25");
    }

    private List<String> walk(Function<@Nullable Cursor, LogQuery> query) {
      List<String> found = new ArrayList<>();
      LogPage page = world.find(query.apply(null));
      found.addAll(messages(page));
      for (int pages = 1; page.hasMore(); pages++) {
        assertThat(pages).as("pages of 25 lines").isLessThan(30);
        page = world.find(query.apply(page.next()));
        found.addAll(messages(page));
      }
      return found;
    }
  }

  @Nested
  final class AFilter {

    @Test
    void findsTheLinesToWhichAllOfItApplies() {
      world.write(LogType.INFO, "build", "Compiling");
      world.clock.advance(Duration.ofSeconds(1));
      world.write(LogType.ERROR, "build", "cannot compile");
      world.write(LogType.ERROR, "upload", "cannot compile");
      world.write(LogType.ERROR, "build", "cannot start");

      LogPage page = world.find(matching(new LogFilter(Set.of(LogType.ERROR, LogType.INFO), "BUI",
          "COMPIL", LogWorld.NOON), null, 10));

      assertThat(page.lines()).singleElement()
          .satisfies(line -> assertThat(line.position()).isEqualTo(2));
      assertThat(page.total()).isEqualTo(1);
      assertThat(page.scanned()).isEqualTo(4);
      assertThat(page.next()).isEqualTo(at(4));
    }

    @Test
    void countsAllItFindsAndSaysThatThereIsMore() {
      LogPage page = world.withLines(30)
          .find(
              new LogQuery(text("line 2"), SortBy.CREATED_AT, false, null, 1, 2));

      assertThat(messages(page)).containsExactly("line 20", "line 21");
      assertThat(page.total()).isEqualTo(11);
      assertThat(page.hasMore()).isTrue();
      assertThat(page.next()).isEqualTo(at(21));
    }

    @Test
    void goesWithTheNewestFirst() {
      LogPage page = world.withLines(30).find(newest(text("line 2"), 1, 2));

      assertThat(messages(page)).containsExactly("line 28", "line 27");
      assertThat(page.total()).isEqualTo(11);
      assertThat(page.next()).isEqualTo(at(30));
    }
  }

  @Nested
  final class AnotherOrder {

    private void writeMixed() {
      world.write(LogType.INFO, "upload", "1");
      world.write(LogType.ERROR, "build", "2");
      world.write(LogType.INFO, "build", "3");
      world.write(LogType.CODING, "upload", "4");
      world.write(LogType.ERROR, "", "5");
    }

    @Test
    void leavesLinesThatAreEqualInItInTheOrderOfTheLog() {
      writeMixed();

      assertThat(messages(world.find(by(SortBy.STEP_NAME, false, 0, 10))))
          .containsExactly("5", "2", "3", "1", "4");
      assertThat(messages(world.find(by(SortBy.STEP_NAME, true, 0, 10))))
          .containsExactly("1", "4", "2", "3", "5");
    }

    @Test
    void ofTypesGoesByTheirNames() {
      writeMixed();

      assertThat(messages(world.find(by(SortBy.LOG_TYPE, false, 0, 10))))
          .containsExactly("4", "2", "5", "1", "3");
      assertThat(messages(world.find(by(SortBy.LOG_TYPE, true, 0, 10))))
          .containsExactly("1", "3", "2", "5", "4");
    }

    @Test
    void hasPages() {
      writeMixed();

      LogPage page = world.find(by(SortBy.STEP_NAME, false, 1, 3));

      assertThat(messages(page)).containsExactly("2", "3", "1");
      assertThat(page.hasMore()).isTrue();
      assertThat(page.total()).isEqualTo(5);
      assertThat(page.next()).isEqualTo(at(5));
      assertThat(world.find(by(SortBy.STEP_NAME, false, 4, 3)).hasMore()).isFalse();
    }

    @Test
    void readsNoMoreThanItsPageAndLinesThatFollowEachOtherAtOnce() {
      writeMixed();

      world.find(by(SortBy.STEP_NAME, false, 0, 3));

      assertThat(world.logs.asked).containsExactly("scan 2000", "read 1 behind 4",
          "read 2 behind 1");
    }
  }

  @Nested
  final class ALongSearch {

    private final List<String> told = new ArrayList<>();

    private Progress tellingUntil(int last) {
      return (considered, of, matches) -> {
        told.add(considered + " of " + of + ", " + matches + " found");
        return told.size() < last;
      };
    }

    private LogPage search(LogQuery query, int maxSearch, Progress progress) {
      return world.find(world.ofDeployment, query, maxSearch, progress);
    }

    @Test
    void tellsHowFarItIs() {
      world.withLines(5_000);

      search(matching(text("000"), null, 10), 10_000, tellingUntil(99));

      assertThat(told).containsExactly("2000 of 5000, 2 found", "4000 of 5000, 4 found",
          "5000 of 5000, 5 found");
    }

    @Test
    void tellsItFromTheNewestOnToo() {
      world.withLines(5_000);

      LogPage page = search(newest(text("line 1000"), 0, 10), 10_000, tellingUntil(99));

      assertThat(told).containsExactly("2000 of 5000, 0 found", "4000 of 5000, 0 found",
          "5000 of 5000, 1 found");
      assertThat(page.total()).isEqualTo(1);
    }

    @Test
    void endsAtItsBoundAndSaysWhereToGoOn() {
      world.withLines(5_000);

      LogPage first = search(matching(text("line 4999"), null, 10), 3_000, Progress.NONE);

      assertThat(first).isEqualTo(new LogPage(LogWorld.EPOCH, List.of(), true, null, 3_000,
          at(3_000), Stopped.BOUND, null));
      LogPage second = search(matching(text("line 4999"), first.next(), 10), 3_000, Progress.NONE);
      assertThat(messages(second)).containsExactly("line 4999");
      assertThat(second.stopped()).isNull();
    }

    @Test
    void thatFoundMoreThanAPageBeforeItsBoundGoesOnBehindThePage() {
      world.withLines(5_000);

      LogPage page = search(matching(text("line 1"), null, 3), 3_000, Progress.NONE);

      assertThat(messages(page)).containsExactly("line 1", "line 10", "line 11");
      assertThat(page.next()).isEqualTo(at(11));
      assertThat(page.total()).isNull();
    }

    @Test
    void ofExactlyItsBoundIsWhole() {
      LogPage page = world.withLines(3_000)
          .find(world.ofDeployment, matching(text("x"), null, 3), 3_000, Progress.NONE);

      assertThat(page.stopped()).isNull();
      assertThat(page.total()).isZero();
    }

    @Test
    void isCancelledByWhoeverDoesNotWantToKnowAnyMore() {
      world.withLines(5_000);

      LogPage page = search(matching(text("line 4999"), null, 10), 10_000, tellingUntil(2));

      assertThat(page).isEqualTo(new LogPage(LogWorld.EPOCH, List.of(), true, null, 4_000,
          at(4_000), Stopped.CANCELLED, null));
    }

    @Test
    void thatIsDoneCannotBeCancelled() {
      world.withLines(5_000);

      LogPage page = search(matching(text("line 4999"), null, 10), 10_000, tellingUntil(3));

      assertThat(page.stopped()).isNull();
      assertThat(page.total()).isEqualTo(1);
      assertThat(page.hasMore()).isFalse();
    }

    @Test
    void inAnotherOrderHasABoundToo() {
      world.withLines(5_000);

      LogPage page = search(by(SortBy.LOG_TYPE, false, 0, 2), 3_000, Progress.NONE);

      assertThat(messages(page)).containsExactly("line 1", "line 2");
      assertThat(page.stopped()).isEqualTo(Stopped.BOUND);
      assertThat(page.next()).isEqualTo(at(3_000));
    }
  }

  @Nested
  final class Whose {

    private Outcome ask(LogSubject subject, boolean mallory) {
      return world.ask(mallory ? LogWorld.MALLORY : LogWorld.ALICE, subject, page(0, 10), 10,
          Progress.NONE);
    }

    @Test
    void theLogIsIsAsked() {
      assertThat(ask(world.ofDeployment, true)).isEqualTo(new Outcome.NotYours());
      assertThat(ask(world.ofWorker, true)).isEqualTo(new Outcome.NotYours());
      assertThat(ask(world.ofContainer, true)).isEqualTo(new Outcome.NotYours());
    }

    @Test
    void nobodyKnowsIsSaid() {
      DeploymentId nobodys = new DeploymentId(99);

      assertThat(ask(new LogSubject.OfDeployment(nobodys), false))
          .isEqualTo(new Outcome.NoSuchSubject());
      assertThat(ask(new LogSubject.OfWorker(nobodys), false))
          .isEqualTo(new Outcome.NoSuchSubject());
      assertThat(ask(LogWorld.containerOfNobody(), false)).isEqualTo(new Outcome.NoSuchSubject());
    }
  }
}
