package io.whopship.core;

import static io.whopship.core.Platform.MALLORY;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driving.logs.FollowLog.Outcome;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogSettings;
import io.whopship.ports.model.logs.LogStart;
import io.whopship.ports.model.logs.LogStart.After;
import io.whopship.ports.model.logs.LogStart.Since;
import io.whopship.ports.model.logs.LogStart.Tail;
import io.whopship.ports.model.logs.LogSubject.OfWorker;
import io.whopship.ports.model.logs.LogType;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a running worker says, as those hear it who follow it. */
final class FollowingWorkersTest {

  private static final Duration PAUSE = LogSettings.DEFAULT.pause();

  private final Platform platform = new Platform(
      settings -> settings.withLogs(LogSettings.DEFAULT.withRingLines(10)));
  private final DeploymentId id = platform.uploaded();

  private Viewer follow(LogStart start) {
    return Viewer.of(platform.core, new OfWorker(id), start);
  }

  private void say(String epoch, long from, long to) {
    List<LogLine> lines = LongStream.rangeClosed(from, to)
        .mapToObj(i -> new LogLine(platform.clock.instant(), LogType.STDOUT, "console",
            "line " + i))
        .toList();
    platform.core.logs().collect().accept(platform.release(id), epoch, from, lines);
  }

  private void say(long from, long to) {
    say("a", from, to);
  }

  private void passAPause() {
    platform.timer.pass(PAUSE);
  }

  @Test
  void aLineIsPassedOnAtOnceWhenItHasBeenQuiet() {
    Viewer viewer = follow(new Tail(10)).lookAll();

    say(1, 1);

    assertThat(viewer.wakeUps).hasValue(1);
    assertThat(viewer.news()).containsExactly("1 line 1");
  }

  @Test
  void whatComesSoonAfterGoesTogether() {
    Viewer viewer = follow(new Tail(10)).lookAll();
    say(1, 1);
    viewer.lookAll();

    say(2, 2);
    say(3, 3);

    assertThat(viewer.news()).containsExactly("1 line 1");
    passAPause();
    assertThat(viewer.wakeUps).hasValue(2);
    assertThat(viewer.news()).containsExactly("2 line 2", "3 line 3");
  }

  @Test
  void muchIsNotHeldBack() {
    Platform big = new Platform();
    DeploymentId worker = big.uploaded();
    Viewer viewer = Viewer.of(big.core, new OfWorker(worker), new Tail(10)).lookAll();
    LogLine line = new LogLine(big.clock.instant(), LogType.STDOUT, "console", "x");
    big.core.logs().collect().accept(big.release(worker), "a", 1, List.of(line));
    big.core.logs()
        .collect()
        .accept(big.release(worker), "a", 2, Collections.nCopies(600, line));

    assertThat(viewer.news()).hasSize(601);
  }

  @Test
  void whoComesLaterSeesTheLastLines() {
    say(1, 4);
    passAPause();

    assertThat(follow(new Tail(10)).news()).containsExactly("1 line 1", "2 line 2", "3 line 3",
        "4 line 4");
    assertThat(follow(new Tail(2)).news()).containsExactly("3 line 3", "4 line 4");
    assertThat(follow(new Tail(0)).news()).isEmpty();
  }

  @Test
  void aTailMayBeginWithinABatch() {
    say(1, 1);
    say(2, 4);
    passAPause();
    say(5, 5);
    passAPause();

    assertThat(follow(new Tail(3)).news()).containsExactly("3 line 3", "4 line 4", "5 line 5");
    assertThat(follow(new Tail(4)).news()).hasSize(4);
  }

  @Test
  void aCursorGoesOnBehindItsLine() {
    say(1, 1);
    say(2, 4);
    passAPause();

    for (int i = 0; i <= 4; i++) {
      assertThat(follow(new After(new Cursor("a", i))).news()).hasSize(4 - i);
    }
  }

  @Test
  void aTimeBeginsWithTheFirstLaterLine() {
    say(1, 2);
    Instant then = platform.clock.instant();
    platform.timer.pass(Duration.ofSeconds(1));
    say(3, 4);
    passAPause();

    assertThat(follow(new Since(then)).news()).containsExactly("3 line 3", "4 line 4");
    assertThat(follow(new Since(then.plusSeconds(9))).news()).isEmpty();
  }

  @Test
  void linesThatWereLostAreAGap() {
    Viewer viewer = follow(new Tail(10));
    say(1, 2);
    viewer.lookAll();
    say(6, 6);
    passAPause();

    assertThat(viewer.news()).containsExactly("1 line 1", "2 line 2", "gap a:2 a:5 3 lost",
        "6 line 6");
  }

  @Test
  void linesThatCameBeforeAreLeftOut() {
    Viewer viewer = follow(new Tail(10));
    say(1, 3);
    say(2, 4);
    say(1, 2);
    passAPause();

    assertThat(viewer.news()).containsExactly("1 line 1", "2 line 2", "3 line 3", "4 line 4");
  }

  @Test
  void aNewNumberingIsAGapOfUnknownSize() {
    Viewer viewer = follow(new Tail(10));
    say(1, 2);
    say("b", 1, 1);
    passAPause();

    assertThat(viewer.news()).containsExactly("1 line 1", "2 line 2",
        "gap a:2 b:0 null restarted", "1 line 1");
    assertThat(viewer.cursor()).isEqualTo(new Cursor("b", 1));
    assertThat(follow(new After(new Cursor("a", 1))).news()).containsExactly("2 line 2",
        "gap a:2 b:0 null restarted", "1 line 1");
  }

  @Test
  void aSlowViewerIsToldWhatItMissed() {
    Viewer viewer = follow(new Tail(10));
    for (int i = 1; i <= 25; i++) {
      say(i, i);
      passAPause();
    }

    assertThat(viewer.news()).startsWith("gap new:0 a:15 null slow_reader", "16 line 16")
        .hasSize(11);

    for (int i = 26; i <= 50; i++) {
      say(i, i);
      passAPause();
    }
    assertThat(viewer.news()).startsWith("gap a:25 a:40 15 slow_reader", "41 line 41")
        .hasSize(11);
  }

  @Test
  void aCursorThatIsTooOldIsAGap() {
    for (int i = 1; i <= 25; i++) {
      say(i, i);
      passAPause();
    }

    assertThat(follow(new After(new Cursor("a", 7))).news())
        .startsWith("gap a:7 a:15 8 expired", "16 line 16")
        .hasSize(11);
  }

  @Test
  void aCursorThatNobodyKnowsIsAGap() {
    say(1, 2);
    passAPause();

    assertThat(follow(new After(new Cursor("z", 7))).news())
        .containsExactly("gap z:7 a:0 null unknown_cursor", "1 line 1", "2 line 2");
    assertThat(follow(new After(new Cursor("a", 9))).news())
        .containsExactly("gap a:9 a:0 null unknown_cursor", "1 line 1", "2 line 2");
  }

  @Test
  void aViewerWhoKnewNothingGoesOnWithTheLastLines() {
    Viewer early = follow(new Tail(10)).lookAll();
    assertThat(early.cursor()).isEqualTo(Cursor.NEW);
    say(1, 2);
    passAPause();

    assertThat(follow(new After(Cursor.NEW)).news()).containsExactly("1 line 1", "2 line 2");
  }

  @Test
  void theWorkerOfAnotherServerLifeIsAnotherNumbering() {
    Viewer viewer = follow(new After(new Cursor("old", 7)));
    assertThat(viewer.news()).isEmpty();
    assertThat(viewer.cursor()).isEqualTo(new Cursor("old", 7));
    say(3, 4);

    assertThat(viewer.news()).containsExactly("gap old:7 a:2 null unknown_cursor", "3 line 3",
        "4 line 4");
  }

  @Test
  void whoeverBringsACursorToASourceThatIsSilentYetGoesOnBehindIt() {
    Viewer newcomer = follow(new Tail(10)).lookAll();
    Viewer behind = follow(new After(new Cursor("a", 2))).lookAll();
    Viewer farBehind = follow(new After(new Cursor("a", 0))).lookAll();
    say(2, 4);

    assertThat(newcomer.news()).containsExactly("2 line 2", "3 line 3", "4 line 4");
    assertThat(behind.news()).containsExactly("3 line 3", "4 line 4");
    assertThat(farBehind.news()).containsExactly("gap a:0 a:1 1 expired", "2 line 2", "3 line 3",
        "4 line 4");
  }

  @Test
  void whoeverHasLeftIsNotWoken() {
    Viewer viewer = follow(new Tail(10)).lookAll();
    viewer.close();
    viewer.close();
    say(1, 1);

    assertThat(viewer.wakeUps).hasValue(0);
    assertThat(viewer.look()).isFalse();
  }

  @Test
  void fatLinesAreKeptByTheirWeight() {
    Platform small = new Platform(settings -> settings.withLogs(new LogSettings(1000, 10_000, PAUSE,
        PAUSE, 10, 100, settings.logs().retention())));
    DeploymentId worker = small.uploaded();
    LogLine fat = new LogLine(small.clock.instant(), LogType.STDOUT, "console", "", null,
        Map.of("more", "x".repeat(3_000)));
    for (int i = 1; i <= 10; i++) {
      small.core.logs().collect().accept(small.release(worker), "a", i, List.of(fat));
      small.timer.pass(PAUSE);
    }

    assertThat(Viewer.of(small.core, new OfWorker(worker), new Tail(1000)).news()).hasSize(3);
  }

  @Test
  void manyWorkersAreNotAllKept() {
    for (int i = 1; i <= 200; i++) {
      platform.core.logs()
          .collect()
          .accept(platform.release(new DeploymentId(1000 + i)), "a", 1,
              List.of(new LogLine(platform.clock.instant(), LogType.STDOUT, "console", "x")));
      passAPause();
    }
    say(1, 1);

    assertThat(follow(new Tail(10)).news()).containsExactly("1 line 1");
  }

  @Test
  void nobodyElseMayListen() {
    var follow = platform.core.logs().follow();

    assertThat(follow.follow(MALLORY, new OfWorker(id), new Tail(1), () -> {
    })).isInstanceOf(Outcome.NotYours.class);
    assertThat(follow.follow(MALLORY, new OfWorker(new DeploymentId(99)), new Tail(1), () -> {
    })).isInstanceOf(Outcome.NoSuchSubject.class);
  }

  @Test
  void thereAreOnlySoManyViewers() {
    Platform small = new Platform(settings -> settings.withLogs(new LogSettings(10, 1000, PAUSE,
        PAUSE, 2, 100, settings.logs().retention())));
    DeploymentId worker = small.uploaded();
    Viewer first = Viewer.of(small.core, new OfWorker(worker), new Tail(1));
    Viewer.of(small.core, new OfWorker(worker), new Tail(1));

    assertThat(small.core.logs()
        .follow()
        .follow(Platform.ALICE, new OfWorker(worker), new Tail(1), () -> {
        })).isEqualTo(new Outcome.TooManyViewers(2));
    first.close();
    Viewer.of(small.core, new OfWorker(worker), new Tail(1)).close();
  }
}
