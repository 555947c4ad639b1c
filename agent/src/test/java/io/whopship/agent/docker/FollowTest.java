package io.whopship.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driven.PortException.Unavailable;
import io.whopship.ports.driven.agents.ContainerHost.Action;
import io.whopship.ports.driven.agents.ContainerHost.Following;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FollowTest {

  private final TestEngine engine = TestEngine.running();
  private final DockerHost host = new DockerHost(engine.settings());
  private final RecordingSink sink = new RecordingSink();

  @AfterEach
  void close() {
    host.close();
  }

  private Following follow(TestContainer container) {
    return follow(container, null, 1000, sink);
  }

  private Following follow(TestContainer container, @Nullable Cursor after, int tail,
      RecordingSink into) {
    return host.follow(container.name(), after, tail, into);
  }

  private static List<String> numbered(String word, int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> word + i).toList();
  }

  private static void count(TestContainer container, String word, int from, int to) {
    container.run("i=" + from + "; while [ $i -le " + to + " ]; do echo " + word
        + "$i; i=$((i+1)); done");
  }

  @Test
  void whatWasThereComesFirstAndThenWhatIsSaid() {
    try (TestContainer container = TestContainer.started(engine)) {
      container.says("one", "two");
      RecordingSink first = new RecordingSink();
      follow(container, null, 1000, first);
      first.awaitLines(2);

      follow(container);
      sink.awaitLines(2);
      container.says("three");
      sink.awaitLines(3);

      assertThat(sink.messages()).containsExactly("one", "two", "three");
      assertThat(sink.positions()).containsExactly(1L, 2L, 3L);
      assertThat(sink.epochs()).hasSize(1);
      assertThat(sink.epochs().getFirst()).matches("[0-9a-f]{8}");
      LogLine line = sink.lines().getFirst();
      assertThat(line.type()).isEqualTo(LogType.STDOUT);
      assertThat(line.step()).isEqualTo(container.name().value());
      assertThat(line.at()).isBetween(Instant.now().minus(Duration.ofMinutes(1)), Instant.now());
    }
  }

  @Test
  void aTailIsNoLongerThanWasAskedFor() {
    try (TestContainer container = TestContainer.started(engine)) {
      count(container, "line ", 1, 50);
      awaitSaid(container, 50);

      follow(container, null, 3, sink);
      sink.awaitLines(3);
      container.says("more");
      sink.awaitLines(4);
      assertThat(sink.messages()).containsExactly("line 48", "line 49", "line 50", "more");

      RecordingSink nothing = new RecordingSink();
      follow(container, null, 0, nothing);
      container.says("yet more");
      nothing.awaitLines(1);
      assertThat(nothing.messages()).containsExactly("yet more");
    }
  }

  /** Another host reads it, so that the one that is tested knows nothing yet. */
  private void awaitSaid(TestContainer container, int lines) {
    RecordingSink said = new RecordingSink();
    try (DockerHost other = new DockerHost(engine.settings())) {
      other.follow(container.name(), null, 1000, said);
      said.awaitLines(lines);
    }
  }

  @Test
  void theOrderHoldsWithinEachStream() {
    try (TestContainer container = TestContainer.started(engine)) {
      follow(container);
      container.run("i=1; while [ $i -le 100 ]; do echo out$i; echo err$i >&2; i=$((i+1)); done");
      sink.awaitLines(200);

      assertThat(said(LogType.STDOUT)).isEqualTo(numbered("out", 1, 100));
      assertThat(said(LogType.STDERR)).isEqualTo(numbered("err", 1, 100));
    }
  }

  private List<String> said(LogType type) {
    return sink.lines()
        .stream()
        .filter(line -> line.type() == type)
        .map(LogLine::message)
        .toList();
  }

  @Test
  void aTerminalsLinesArePutTogether() {
    try (TestContainer container = TestContainer.withTerminal(engine)) {
      follow(container);
      container.run("printf 'in '; printf 'parts\\n'; echo err >&2; printf 'a\\rb\\n'");
      count(container, "t", 1, 200);
      sink.awaitLines(203);

      assertThat(sink.messages().subList(0, 3)).containsExactly("in parts", "err", "a\u240Db");
      assertThat(sink.messages().subList(3, 203)).isEqualTo(numbered("t", 1, 200));
      assertThat(sink.lines()).allMatch(line -> line.type() == LogType.STDOUT);
    }
  }

  @Test
  void aLongLineComesInSeveralAndLosesNothing() {
    for (boolean terminal : new boolean[]{false, true}) {
      RecordingSink into = new RecordingSink();
      try (TestContainer container = TestContainer.named(engine, TestContainer.freeName(),
          terminal)) {
        follow(container, null, 1000, into);
        container.run("i=0; while [ $i -lt 5000 ]; do printf 'äöüß€x'; i=$((i+1)); done; echo");
        container.says("next");
        into.awaitThat(() -> assertThat(into.messages()).contains("next"));

        List<String> messages = into.messages();
        assertThat(String.join("", messages.subList(0, messages.size() - 1)))
            .isEqualTo("äöüß€x".repeat(5000));
        assertThat(messages).hasSize(5).allMatch(message -> message.length() <= 16 * 1024);
      }
    }
  }

  @Test
  void aLineOfJustThatLengthIsOne() {
    for (boolean terminal : new boolean[]{false, true}) {
      RecordingSink into = new RecordingSink();
      try (TestContainer container = TestContainer.named(engine, TestContainer.freeName(),
          terminal)) {
        follow(container, null, 1000, into);
        container.run("i=0; while [ $i -lt 1024 ]; do printf 0123456789abcdef; i=$((i+1)); done;"
            + " echo; echo next");
        into.awaitLines(2);

        assertThat(into.messages()).containsExactly("0123456789abcdef".repeat(1024), "next");
      }
    }
  }

  @Test
  void bytesThatAreNoTextBecomeReplacementCharacters() {
    try (TestContainer container = TestContainer.started(engine)) {
      follow(container);
      container.run("printf 'a\\377b\\033[1m\\000c\\n'");
      sink.awaitLines(1);

      assertThat(sink.messages()).containsExactly("a\uFFFDb\u001b[1m\u0000c");
    }
  }

  @Test
  void goesOnBehindACursorWithoutHoleOrRepeat() {
    try (TestContainer container = TestContainer.started(engine)) {
      Following first = follow(container);
      count(container, "l", 1, 20);
      sink.awaitLines(20);
      first.close();
      Cursor after = new Cursor(sink.epochs().getFirst(), 15);
      count(container, "l", 21, 40);

      RecordingSink second = new RecordingSink();
      follow(container, after, 1000, second);
      second.awaitLines(25);
      container.says("l41");
      second.awaitLines(26);

      assertThat(second.epochs()).isEqualTo(sink.epochs());
      assertThat(second.messages()).isEqualTo(numbered("l", 16, 41));
      assertThat(second.positions()).isEqualTo(LongStream.rangeClosed(16, 41).boxed().toList());
      assertThat(sink.messages()).hasSize(20);
    }
  }

  @Test
  void whatIsNotKeptIsAHoleInThePositions() {
    try (DockerHost small = new DockerHost(engine.settings().withSpool(10, 1024 * 1024));
        TestContainer container = TestContainer.started(engine)) {
      Following first = small.follow(container.name(), null, 1000, sink);
      container.says("l1");
      sink.awaitLines(1);
      count(container, "l", 2, 50);
      sink.awaitLines(50);
      assertThat(sink.positions()).isEqualTo(LongStream.rangeClosed(1, 50).boxed().toList());

      RecordingSink second = new RecordingSink();
      small.follow(container.name(), new Cursor(sink.epochs().getFirst(), 5), 1000, second);
      second.awaitLines(10);
      first.close();

      assertThat(second.positions()).isEqualTo(LongStream.rangeClosed(41, 50).boxed().toList());
    }
  }

  @Test
  void aCursorThatNobodyKnowsBeginsAnew() {
    try (TestContainer container = TestContainer.started(engine)) {
      container.says("one", "two", "three");
      awaitSaid(container, 3);

      follow(container, new Cursor("0badcafe", 7), 2, sink);
      sink.awaitLines(2);

      assertThat(sink.messages()).containsExactly("two", "three");
      assertThat(sink.epochs()).doesNotContain("0badcafe");
    }
  }

  @Test
  void nothingComesOnceItIsClosed() {
    try (TestContainer container = TestContainer.started(engine)) {
      Following following = follow(container);
      RecordingSink other = new RecordingSink();
      follow(container, null, 1000, other);
      container.says("one");
      sink.awaitLines(1);

      following.close();
      following.close();
      container.says("two");
      other.awaitLines(2);

      assertThat(sink.messages()).containsExactly("one");
    }
  }

  @Test
  void goesOnAfterAStopInTheSameNumbering() {
    try (TestContainer container = TestContainer.started(engine)) {
      follow(container);
      container.says("one");
      container.run("printf 'no line break'");
      sink.awaitLines(1);
      host.act(container.name(), Action.STOP);
      sink.awaitLines(2);
      host.act(container.name(), Action.START);
      container.says("three");
      sink.awaitLines(3);
      host.act(container.name(), Action.RESTART);
      container.says("four");
      sink.awaitLines(4);

      assertThat(sink.messages()).containsExactly("one", "no line break", "three", "four");
      assertThat(sink.positions()).containsExactly(1L, 2L, 3L, 4L);
      assertThat(sink.failures()).isEmpty();
    }
  }

  @Test
  void goesOnWithTheContainerThatHasTheNameNext() {
    try (TestContainer container = TestContainer.started(engine)) {
      follow(container);
      container.says("old");
      sink.awaitLines(1);
      for (int i = 2; i <= 4; i++) {
        container.recreate();
        container.says("new " + i);
        sink.awaitLines(i);
      }

      assertThat(sink.messages()).containsExactly("old", "new 2", "new 3", "new 4");
      assertThat(sink.positions()).containsExactly(1L, 2L, 3L, 4L);
      assertThat(sink.epochs()).hasSize(1);
    }
  }

  @Test
  void aContainerMadeAnewWhileNobodyLookedBeginsAnotherNumbering() {
    try (TestContainer container = TestContainer.started(engine)) {
      Following first = follow(container);
      container.says("old");
      sink.awaitLines(1);
      first.close();
      container.says("never seen");
      container.recreate();
      container.says("new");

      RecordingSink second = new RecordingSink();
      follow(container, sink.cursor(), 1000, second);
      second.awaitLines(1);

      assertThat(second.messages()).containsExactly("new");
      assertThat(second.epochs()).doesNotContainAnyElementsOf(sink.epochs());
    }
  }

  @Test
  void aContainerThatIsNotThereIsToldAndItsLinesComeOnceItIs() {
    String name = TestContainer.freeName();
    host.follow(new ContainerName(name), null, 1000, sink);
    sink.awaitThat(() -> assertThat(sink.failures()).containsExactly(
        "there is no container '" + name + "' now; its lines come once there is"));

    try (TestContainer container = TestContainer.named(engine, name, false)) {
      container.says("here");
      sink.awaitLines(1);
      container.remove();
      sink.awaitThat(() -> assertThat(sink.failures()).hasSize(2));
    }
    assertThat(sink.messages()).containsExactly("here");
  }

  @Test
  void aFollowedContainerDoesNotTakeTheConnectionsForAsking() {
    try (DockerHost small = new DockerHost(engine.settings().withMaxFollows(2));
        TestContainer one = TestContainer.started(engine);
        TestContainer two = TestContainer.started(engine)) {
      small.follow(one.name(), null, 1000, sink);
      small.follow(two.name(), null, 1000, sink);
      one.says("one");
      two.says("two");
      sink.awaitLines(2);

      assertThat(small.containers()).isNotEmpty();
      small.follow(one.name(), null, 1000, new RecordingSink());
      assertThatThrownBy(
          () -> small.follow(new ContainerName("third"), null, 1000, new RecordingSink()))
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("the logs of 2 containers are being followed");
    }
  }

  @Test
  void goesOnWithoutHoleOrRepeatWhenTheEngineIsBack() {
    try (TestContainer container = TestContainer.started(engine)) {
      follow(container);
      container.says("before");
      sink.awaitLines(1);
      container.run("i=1; while [ $i -le 300 ]; do echo l$i; i=$((i+1));"
          + " /bin/busybox usleep 10000; done &");
      sink.awaitLines(20);

      engine.kill();
      sink.awaitThat(() -> assertThat(sink.failures()).isNotEmpty());
      engine.startAgain();
      sink.awaitLines(301);

      assertThat(sink.failures().getFirst()).contains("the Docker Engine at unix://");
      assertThat(sink.messages().subList(1, 301)).isEqualTo(numbered("l", 1, 300));
      assertThat(sink.positions()).isEqualTo(LongStream.rangeClosed(1, 301).boxed().toList());
    }
  }
}
