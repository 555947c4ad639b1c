package io.whopship.core.logs;

import static io.whopship.core.logs.LogWorld.messages;
import static io.whopship.core.logs.LogWorld.newest;
import static io.whopship.core.logs.LogWorld.page;
import static io.whopship.core.logs.LogWorld.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driving.logs.QueryLog.Outcome;
import io.whopship.ports.driving.logs.QueryLog.Progress;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogFilter;
import io.whopship.ports.model.logs.LogGap;
import io.whopship.ports.model.logs.LogGap.Reason;
import io.whopship.ports.model.logs.LogPage;
import io.whopship.ports.model.logs.LogQuery;
import io.whopship.ports.model.logs.LogQuery.SortBy;
import io.whopship.ports.model.logs.LogSubject;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.logs.StoredLine;
import io.whopship.testkit.FakeContainerHost;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is found of what workers and containers said lately. */
final class QueryRecentLinesTest {

  private final LogWorld world = new LogWorld();

  /** Lines of these positions, the last of which is the end. */
  private void said(LogSubject subject, long... positions) {
    List<StoredLine> lines = Arrays.stream(positions)
        .mapToObj(position -> new StoredLine(position,
            world.line(LogType.STDOUT, "web", "line " + position)))
        .toList();
    world.recent.put(subject,
        new BufferedLines(new Cursor("run", positions[positions.length - 1]), lines));
  }

  private Outcome askForContainer() {
    return world.ask(LogWorld.ALICE, world.ofContainer, page(0, 10), 100, Progress.NONE);
  }

  @Test
  void aPageOfThemIsAsThatOfAnyLog() {
    said(world.ofWorker, 11, 12, 13, 14);

    LogPage page = world.find(world.ofWorker, page(1, 2));

    assertThat(messages(page)).containsExactly("line 12", "line 13");
    assertThat(page)
        .isEqualTo(new LogPage("run", page.lines(), true, 4L, 4, new Cursor("run", 13), null,
            null));
  }

  @Test
  void linesThatWereLostAmongThemAreNotCounted() {
    said(world.ofWorker, 1, 2, 9);

    LogPage page = world.find(world.ofWorker, page(2, 5));

    assertThat(messages(page)).containsExactly("line 9");
    assertThat(page.total()).isEqualTo(3);
  }

  @Test
  void whoReadsOnIsToldOfEachHoleInItsPlace() {
    said(world.ofContainer, 1, 2, 9, 10);

    LogPage before = world.find(world.ofContainer, behind(new Cursor("run", 1)));
    LogPage after = world.find(world.ofContainer, behind(before.next()));

    assertThat(messages(before)).containsExactly("line 2");
    assertThat(before.hasMore()).isTrue();
    assertThat(before.total()).isNull();
    assertThat(before.gap()).isNull();
    assertThat(messages(after)).containsExactly("line 9", "line 10");
    assertThat(after.hasMore()).isFalse();
    assertThat(after.gap()).isEqualTo(LogGap.within("run", 2, 8, Reason.LOST));
  }

  @Test
  void whoHasACursorKeepsItWhileTheSourceHasNotSaidAnything() {
    world.recent.put(world.ofWorker, new BufferedLines(Cursor.NEW, List.of()));

    LogPage page = world.find(world.ofWorker, behind(new Cursor("run", 7)));

    assertThat(page.next()).isEqualTo(new Cursor("run", 7));
    assertThat(page.gap()).isNull();
  }

  private static LogQuery behind(Cursor cursor) {
    return new LogQuery(LogFilter.NONE, SortBy.CREATED_AT, false, cursor, 0, 10);
  }

  @Test
  void theyAreFilteredAndTurnedRound() {
    said(world.ofContainer, 9, 10, 11);

    assertThat(messages(world.find(world.ofContainer, newest(text("line 1"), 0, 5))))
        .containsExactly("line 11", "line 10");
  }

  @Test
  void theyAreSorted() {
    said(world.ofContainer, 9, 10, 11);

    LogQuery query = new LogQuery(LogFilter.NONE, SortBy.STEP_NAME, true, null, 1, 5);
    assertThat(messages(world.find(world.ofContainer, query)))
        .containsExactly("line 10", "line 11");
  }

  @Test
  void aCursorThatIsOlderThanTheyAreIsAGap() {
    said(world.ofWorker, 11, 12);

    LogPage page = world.find(world.ofWorker, page(new Cursor("run", 4), 0, 10));

    assertThat(page.gap()).isEqualTo(LogGap.within("run", 4, 10, Reason.EXPIRED));
    assertThat(page.lines()).hasSize(2);
  }

  @Test
  void aWorkerThatSaidNothingHasAnEmptyLog() {
    LogPage page = world.find(world.ofWorker, page(0, 10));

    assertThat(page.lines()).isEmpty();
    assertThat(page.hasMore()).isFalse();
    assertThat(page.gap()).isNull();
  }

  @Test
  void whoeverHasACursorKeepsItWhileNothingIsKnown() {
    LogPage page = world.find(world.ofWorker, page(new Cursor("run", 4), 0, 10));

    assertThat(page.next()).isEqualTo(new Cursor("run", 4));
    assertThat(page.gap()).isNull();
  }

  @Test
  void aContainerOfAnAgentThatIsNotConnectedCannotBeAsked() {
    assertThat(askForContainer())
        .isEqualTo(new Outcome.Unavailable("the agent is not connected"));
    Cursor cursor = new Cursor("run", 4);
    assertThat(world.ask(LogWorld.ALICE, world.ofContainer, page(cursor, 0, 10), 100,
        Progress.NONE)).isInstanceOf(Outcome.Unavailable.class);
  }

  @Test
  void whatItSaidBeforeIsStillFound() {
    said(world.ofContainer, 1, 2);

    assertThat(messages(world.find(world.ofContainer, page(0, 10))))
        .containsExactly("line 1", "line 2");
  }

  @Test
  void aContainerThatNobodyFollowsHasAnEmptyLogWhileItsAgentIsConnected() {
    world.hosts.connect(world.ofContainer.agent(), new FakeContainerHost(world.clock), why -> {
    });

    assertThat(world.find(world.ofContainer, page(0, 10)).lines()).isEmpty();
  }
}
