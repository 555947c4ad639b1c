package io.whopship.testkit.contract;

import static io.whopship.ports.model.logs.LogType.STDERR;
import static io.whopship.ports.model.logs.LogType.STDOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.driven.agents.ContainerHost.Action;
import io.whopship.ports.driven.agents.ContainerHost.Done;
import io.whopship.ports.driven.agents.ContainerHost.Following;
import io.whopship.ports.model.agents.Container;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogType;
import io.whopship.testkit.contract.RecordingSink.Given;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link ContainerHost} promises while it can be reached. */
public abstract class ContainerHostContract {

  /** A host of one test, which may have other containers too. */
  public interface RunningHost extends AutoCloseable {

    ContainerHost host();

    /** A name that no container has, nor had in another test. */
    ContainerName freshName();

    /** Starts a container that says nothing until it is told to. */
    void create(ContainerName name);

    /** Takes a container away, running or not. */
    void remove(ContainerName name);

    /** Lets a running container say these lines, one after the other; returns once it did. */
    void say(ContainerName name, LogType stream, List<String> lines);

    /** Waits until this holds; fails if it does not within a few seconds. */
    void await(BooleanSupplier condition);

    /** Takes the containers of this test away. */
    @Override
    void close();
  }

  private static final int TAIL = 1_000;

  private final List<Following> followings = new ArrayList<>();
  private RunningHost running;
  private ContainerName name;

  /** Opens a host, which a test closes at its end. */
  protected abstract RunningHost open() throws Exception;

  @BeforeEach
  void openHost() throws Exception {
    running = open();
    name = running.freshName();
  }

  @AfterEach
  void closeHost() {
    followings.forEach(Following::close);
    running.close();
  }

  private Optional<Container> shown() {
    return running.host()
        .containers()
        .stream()
        .filter(container -> container.name().equals(name))
        .findFirst();
  }

  private Done act(Action action) {
    return running.host().act(name, action);
  }

  private String state() {
    return shown().map(Container::state).orElse("absent");
  }

  private void say(String... lines) {
    running.say(name, STDOUT, List.of(lines));
  }

  /** Follows until the end of the test. */
  private RecordingSink follow(@Nullable Cursor after, int tail) {
    RecordingSink sink = new RecordingSink();
    followings.add(running.host().follow(name, after, tail, sink));
    return sink;
  }

  private void awaitLine(RecordingSink sink, String line) {
    running.await(() -> sink.messages().contains(line));
  }

  @Nested
  class Containers {

    @Test
    void areShownByName() {
      running.create(name);

      assertThat(running.host().containers())
          .isSortedAccordingTo(Comparator.comparing(container -> container.name().value()));
      assertThat(shown()).hasValueSatisfying(container -> {
        assertThat(container.state()).isEqualTo("running");
        assertThat(container.id()).isNotBlank();
        assertThat(container.image()).isNotBlank();
        assertThat(container.status()).isNotBlank();
      });
    }

    @Test
    void areShownWhileTheyDoNotRun() {
      running.create(name);
      act(Action.STOP);

      assertThat(state()).isEqualTo("exited");
    }

    @Test
    void areNotShownOnceTheyAreGone() {
      running.create(name);
      running.remove(name);

      assertThat(shown()).isEmpty();
    }

    @Test
    void ofTheSameNameHaveIdsOfTheirOwn() {
      running.create(name);
      String first = shown().orElseThrow().id();

      running.remove(name);
      running.create(name);

      assertThat(shown().orElseThrow().id()).isNotEqualTo(first);
    }
  }

  @Nested
  class Acting {

    @Test
    void isDoneOnceItReturns() {
      running.create(name);

      assertThat(act(Action.STOP)).isEqualTo(new Done.Ok());
      assertThat(state()).isEqualTo("exited");
      assertThat(act(Action.START)).isEqualTo(new Done.Ok());
      assertThat(state()).isEqualTo("running");
      assertThat(act(Action.RESTART)).isEqualTo(new Done.Ok());
      assertThat(state()).isEqualTo("running");
    }

    @Test
    void onWhatIsSoAlreadyIsFine() {
      running.create(name);

      assertThat(act(Action.START)).isEqualTo(new Done.Ok());
      act(Action.STOP);
      assertThat(act(Action.STOP)).isEqualTo(new Done.Ok());
    }

    @Test
    void onAContainerThatIsNotThereSaysSo() {
      for (Action action : Action.values()) {
        assertThat(act(action)).isEqualTo(new Done.NoSuchContainer());
      }
    }
  }

  @Nested
  class FollowingIt {

    @Test
    void givesWhatWasSaidAndThenWhatIsSaid() {
      running.create(name);
      say("one", "two");

      RecordingSink sink = follow(null, TAIL);
      awaitLine(sink, "two");
      say("three", "");
      say("größer 🚢");
      awaitLine(sink, "größer 🚢");

      assertThat(sink.messages()).containsExactly("one", "two", "three", "", "größer 🚢");
    }

    @Test
    void beginsWithTheLastLines() {
      running.create(name);
      say("one", "two", "three");

      RecordingSink all = follow(null, TAIL);
      awaitLine(all, "three");
      RecordingSink last = follow(null, 2);
      say("four");
      awaitLine(last, "four");

      assertThat(last.messages()).containsExactly("two", "three", "four");
    }

    @Test
    void mayBeginWithWhatComes() {
      running.create(name);
      say("before");

      RecordingSink all = follow(null, TAIL);
      awaitLine(all, "before");
      RecordingSink sink = follow(null, 0);
      // The source may need a moment to begin: what is said until then is not promised.
      running.await(() -> {
        say("again");
        return !sink.messages().isEmpty();
      });

      assertThat(sink.messages()).containsOnly("again");
    }

    @Test
    void numbersLinesWithoutAHole() {
      running.create(name);

      RecordingSink sink = follow(null, TAIL);
      for (int i = 0; i < 10; i++) {
        say("a " + i, "b " + i, "c " + i);
      }
      awaitLine(sink, "c 9");

      assertThat(sink.epochs()).hasSize(1);
      assertThat(sink.positions()).hasSize(30)
          .isEqualTo(LongStream.iterate(sink.positions().getFirst(), p -> p + 1)
              .limit(30)
              .boxed()
              .toList());
    }

    @Test
    void tellsTheStreamsApart() {
      running.create(name);

      RecordingSink sink = follow(null, TAIL);
      say("said");
      running.say(name, STDERR, List.of("complained"));
      running.await(() -> sink.given().size() == 2);

      assertThat(sink.of(STDOUT)).containsExactly("said");
      assertThat(sink.of(STDERR)).containsExactly("complained");
    }

    @Test
    void givesAllWhoFollowTheSame() {
      running.create(name);

      RecordingSink one = follow(null, TAIL);
      RecordingSink other = follow(null, TAIL);
      say("for both");
      awaitLine(one, "for both");
      awaitLine(other, "for both");

      assertThat(one.messages()).isEqualTo(other.messages());
    }

    @Test
    void endsWhenItIsClosed() {
      running.create(name);
      RecordingSink closed = new RecordingSink();

      RecordingSink open = follow(null, TAIL);
      Following ended = running.host().follow(name, null, TAIL, closed);
      say("one");
      awaitLine(closed, "one");
      ended.close();
      ended.close();
      say("two");
      awaitLine(open, "two");

      assertThat(closed.messages()).containsExactly("one");
    }
  }

  @Nested
  class ACursor {

    @Test
    void isWhereFollowingGoesOn() {
      running.create(name);

      RecordingSink before = follow(null, TAIL);
      say("one", "two", "three");
      awaitLine(before, "three");
      Given second = before.given().get(1);
      RecordingSink after = follow(second.cursor(), TAIL);
      say("four");
      awaitLine(after, "four");
      awaitLine(before, "four");

      assertThat(after.given()).isEqualTo(before.given().subList(2, 4));
    }

    @Test
    void atTheEndBringsOnlyWhatComes() {
      running.create(name);

      RecordingSink before = follow(null, TAIL);
      say("one", "two");
      awaitLine(before, "two");
      RecordingSink after = follow(before.given().getLast().cursor(), TAIL);
      say("three");
      awaitLine(after, "three");

      assertThat(after.messages()).containsExactly("three");
    }

    @Test
    void ofANumberingThatIsOverBeginsAnewWithTheLastLines() {
      running.create(name);
      say("one", "two", "three");

      RecordingSink sink = follow(new Cursor("over", 1), TAIL);
      awaitLine(sink, "three");

      assertThat(sink.messages()).containsExactly("one", "two", "three");
      assertThat(sink.epochs()).doesNotContain("over");
    }
  }

  @Nested
  class AName {

    @Test
    void thatNoContainerHasIsToldAsAFailure() {
      RecordingSink sink = follow(null, TAIL);
      running.await(() -> !sink.failures().isEmpty());
      assertThat(sink.failures().getFirst()).contains(name.value());

      running.create(name);
      say("at last");
      awaitLine(sink, "at last");
    }

    @Test
    void thatAnotherContainerTakesOverIsFollowedOn() {
      running.create(name);

      RecordingSink sink = follow(null, TAIL);
      say("first life");
      awaitLine(sink, "first life");
      running.remove(name);
      running.create(name);
      say("second life");
      awaitLine(sink, "second life");

      assertThat(sink.messages()).containsExactly("first life", "second life");
    }

    @Test
    void thatIsStoppedAndStartedIsFollowedOn() {
      running.create(name);

      RecordingSink sink = follow(null, TAIL);
      say("before the stop");
      awaitLine(sink, "before the stop");
      act(Action.STOP);
      act(Action.START);
      say("after the start");
      awaitLine(sink, "after the start");

      assertThat(sink.messages()).containsExactly("before the stop", "after the start");
    }

    @Test
    void ofAContainerThatDoesNotRunStillGivesItsLines() {
      running.create(name);
      say("last words");
      act(Action.STOP);

      RecordingSink sink = follow(null, TAIL);
      awaitLine(sink, "last words");
    }
  }
}
