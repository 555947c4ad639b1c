package io.whopship.testkit;

import static io.whopship.ports.model.logs.LogType.STDOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.driven.agents.ContainerHost.Action;
import io.whopship.ports.driven.agents.ContainerHost.Done;
import io.whopship.ports.driven.agents.ContainerHost.Following;
import io.whopship.ports.driven.agents.LogSink;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import io.whopship.testkit.contract.ContainerHostContract;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FakeContainerHostTest extends ContainerHostContract {

  @Override
  protected RunningHost open() {
    FakeContainerHost fake = newHost();
    return new RunningHost() {
      @Override
      public ContainerHost host() {
        return fake;
      }

      @Override
      public ContainerName freshName() {
        return new ContainerName("web");
      }

      @Override
      public void create(ContainerName name) {
        fake.create(name.value());
      }

      @Override
      public void remove(ContainerName name) {
        fake.remove(name.value());
      }

      @Override
      public void say(ContainerName name, LogType stream, List<String> lines) {
        fake.say(name.value(), stream, lines.toArray(String[]::new));
      }

      @Override
      public void await(BooleanSupplier condition) {
        assertThat(condition.getAsBoolean()).isTrue();
      }

      @Override
      public void close() {
        // Nothing of it outlives the test.
      }
    };
  }

  private static FakeContainerHost newHost() {
    return new FakeContainerHost(new MovableClock(Instant.parse("2026-01-01T00:00:00Z")));
  }

  @Nested
  final class Trouble {

    private static final ContainerName WEB = new ContainerName("web");

    private final FakeContainerHost host = newHost();
    private final List<String> given = new ArrayList<>();

    @BeforeEach
    void createOne() {
      host.create("web");
    }

    private Following follow(@Nullable Cursor after) {
      return host.follow(WEB, after, 10, new LogSink() {
        @Override
        public void accept(String epoch, long first, List<LogLine> lines) {
          long position = first;
          for (LogLine line : lines) {
            given.add(epoch + ":" + position++ + " " + line.message());
          }
        }

        @Override
        public void failed(String reason) {
          given.add(reason);
        }
      });
    }

    @Test
    void lostLinesLeaveAHole() {
      follow(null);

      host.say("web", STDOUT, "one");
      host.lose("web", 3);
      host.say("web", STDOUT, "five");

      assertThat(given).containsExactly("numbering-1:1 one", "numbering-1:5 five");
    }

    @Test
    void aHoleIsThereForThoseWhoComeLaterToo() {
      host.say("web", STDOUT, "one");
      host.lose("web", 3);
      host.say("web", STDOUT, "five", "six");

      follow(null);

      assertThat(given).containsExactly("numbering-1:1 one", "numbering-1:5 five",
          "numbering-1:6 six");
    }

    @Test
    void whatIsNotKeptIsAHoleForWhoComesBack() {
      host.keep(2);
      host.say("web", STDOUT, "one", "two", "three", "four");

      follow(new Cursor("numbering-1", 1));

      assertThat(given).containsExactly("numbering-1:3 three", "numbering-1:4 four");
    }

    @Test
    void aLostCountBeginsANewNumbering() {
      follow(null);
      host.say("web", STDOUT, "one");

      host.loseCount("web");
      host.say("web", STDOUT, "first again");

      assertThat(given).containsExactly("numbering-1:1 one", "numbering-2:1 first again");
    }

    @Test
    void aContainerThatIsMadeAnewGoesOnInTheSameNumbering() {
      follow(null);
      host.say("web", STDOUT, "one");

      host.recreate("web");
      host.say("web", STDOUT, "two");

      assertThat(given).containsExactly("numbering-1:1 one", "there is no container web",
          "numbering-1:2 two");
    }

    @Test
    void whileItIsDisconnectedNothingCanBeReached() {
      follow(null);
      host.disconnect();
      host.say("web", STDOUT, "said meanwhile");

      assertThat(given).isEmpty();
      assertThat(host.followers("web")).isZero();
      assertThatThrownBy(host::containers).isInstanceOf(PortException.Unavailable.class);
      assertThatThrownBy(() -> host.act(WEB, Action.START))
          .isInstanceOf(PortException.Unavailable.class);
      assertThatThrownBy(() -> follow(null)).isInstanceOf(PortException.Unavailable.class);
    }

    @Test
    void whatWasSaidMeanwhileIsThereAfterwards() {
      host.disconnect();
      host.say("web", STDOUT, "said meanwhile");
      host.reconnect();

      follow(null);

      assertThat(given).containsExactly("numbering-1:1 said meanwhile");
    }

    @Test
    void thoseWhoFollowAreCounted() {
      Following first = follow(null);
      follow(null);
      first.close();

      assertThat(host.followers("web")).isEqualTo(1);
      assertThat(host.follows("web")).isEqualTo(2);
    }

    @Test
    void aContainerMayRefuse() {
      host.refuse("web", "paused");

      assertThat(host.act(WEB, Action.STOP)).isEqualTo(new Done.Refused("paused"));
    }

    @Test
    void aTestThatForgetsToMakeAContainerIsTold() {
      assertThatThrownBy(() -> host.say("db", STDOUT, "one"))
          .hasMessage("there is no container db");
      assertThatThrownBy(() -> host.create("web")).hasMessage("there is a container web");
    }
  }
}
