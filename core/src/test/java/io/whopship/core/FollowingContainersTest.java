package io.whopship.core;

import static io.whopship.core.Platform.ALICE;
import static io.whopship.core.Platform.MALLORY;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driving.agents.ConnectAgent.Connection;
import io.whopship.ports.driving.logs.FollowLog.Outcome;
import io.whopship.ports.driving.logs.WatchStreams;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogSettings;
import io.whopship.ports.model.logs.LogStart;
import io.whopship.ports.model.logs.LogStart.After;
import io.whopship.ports.model.logs.LogStart.Tail;
import io.whopship.ports.model.logs.LogSubject.OfContainer;
import io.whopship.ports.model.logs.LogType;
import io.whopship.testkit.FakeContainerHost;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What containers say, as those hear it who follow them. */
final class FollowingContainersTest {

  private static final Duration LINGER = LogSettings.DEFAULT.linger();
  private static final Duration A_MOMENT = Duration.ofMillis(100);

  private final Platform platform = new Platform();
  private final FakeContainerHost host = new FakeContainerHost(platform.clock);
  private final Agent agent = platform.core.agents()
      .invite()
      .invite(ALICE, "maestroserver")
      .agent();
  private final OfContainer web = new OfContainer(agent.id(), new ContainerName("web"));
  private Connection connection = connect();

  private Connection connect() {
    return platform.core.agents().connect().connect(agent, host, why -> {
    });
  }

  @BeforeEach
  void aContainerRuns() {
    host.create("web");
    host.say("web", LogType.STDOUT, "one", "two");
  }

  private Viewer follow(LogStart start) {
    Viewer viewer = Viewer.of(platform.core, web, start);
    passAMoment();
    return viewer;
  }

  private void passAMoment() {
    platform.timer.pass(A_MOMENT);
  }

  private void say(String... lines) {
    host.say("web", LogType.STDERR, lines);
    passAMoment();
  }

  private Outcome tryToFollow() {
    return platform.core.logs().follow().follow(MALLORY, web, new Tail(1), () -> {
    });
  }

  @Test
  void theFirstViewerStartsTheSourceAndTheLastOneStopsIt() {
    Viewer first = follow(new Tail(10));
    Viewer second = follow(new Tail(10));
    say("three");

    assertThat(first.news()).containsExactly("1 one", "2 two", "3 three");
    assertThat(second.news()).containsExactly("1 one", "2 two", "3 three");
    assertThat(host.follows("web")).isEqualTo(1);

    first.close();
    platform.timer.pass(LINGER);
    assertThat(host.followers("web")).isEqualTo(1);
    second.close();
    platform.timer.pass(LINGER);
    assertThat(host.followers("web")).isZero();
  }

  @Test
  void aPageThatIsLoadedAnewFindsTheSourceRunning() {
    Viewer viewer = follow(new Tail(10)).lookAll();
    Cursor cursor = viewer.cursor();
    viewer.close();
    platform.timer.pass(LINGER.dividedBy(2));
    say("three");

    assertThat(follow(new After(cursor)).news()).containsExactly("3 three");
    platform.timer.pass(LINGER);
    assertThat(host.follows("web")).isEqualTo(1);
    assertThat(host.followers("web")).isEqualTo(1);
  }

  @Test
  void aViewerWhoComesBackMuchLaterGoesOnIfTheHostStillKnows() {
    Viewer viewer = follow(new Tail(10)).lookAll();
    viewer.close();
    platform.timer.pass(LINGER.multipliedBy(2));
    say("three");

    assertThat(follow(new After(viewer.cursor())).news()).containsExactly("3 three");
  }

  @Test
  void viewersWhoComeBackToAnotherServerAllGoOnWhereTheyWere() {
    say("three", "four");
    Cursor all = follow(new Tail(10)).lookAll().cursor();
    connection.close();
    platform.core = platform.anotherServer();
    connection = connect();

    Viewer ahead = follow(new After(all));
    Viewer behind = follow(new After(new Cursor(all.epoch(), 1)));
    say("five");

    assertThat(ahead.news()).containsExactly("5 five");
    assertThat(behind.news()).containsExactly("2 two", "3 three", "4 four", "5 five");
  }

  @Test
  void aGapBeforeTheirPlaceIsNotToldToThoseWhoAreAhead() {
    say("three", "four");
    Cursor all = follow(new Tail(10)).lookAll().cursor();
    connection.close();
    host.keep(2);
    say("five");
    platform.core = platform.anotherServer();
    connection = connect();

    assertThat(follow(new After(all)).news()).containsExactly("5 five");
    assertThat(follow(new After(new Cursor(all.epoch(), 1))).news()).containsExactly(
        "gap " + all.epoch() + ":1 " + all.epoch() + ":3 2 lost", "4 four", "5 five");
  }

  @Test
  void aHostThatLostCountIsAGap() {
    Viewer viewer = follow(new Tail(10)).lookAll();
    viewer.close();
    platform.timer.pass(LINGER.multipliedBy(2));
    host.loseCount("web");
    say("three");

    assertThat(follow(new After(viewer.cursor())).news()).first()
        .asString()
        .startsWith("gap " + viewer.cursor() + " ")
        .endsWith(" null unknown_cursor");
  }

  @Test
  void linesThatWereLostOnTheirWayAreAGap() {
    Viewer viewer = follow(new Tail(10)).lookAll();
    viewer.told.clear();
    host.lose("web", 3);
    say("six");

    String epoch = viewer.cursor().epoch();
    assertThat(viewer.news())
        .containsExactly("gap " + epoch + ":2 " + epoch + ":5 3 lost", "6 six");
  }

  @Test
  void anAgentThatComesBackGoesOnWhereItWas() {
    Viewer viewer = follow(new Tail(10)).lookAll();
    viewer.told.clear();
    host.disconnect();
    connection.close();
    host.say("web", LogType.STDOUT, "three");
    passAMoment();
    assertThat(viewer.news())
        .containsExactly("failed: the agent is not connected: the log goes on once it is");

    host.reconnect();
    connection = connect();
    passAMoment();
    say("four");

    assertThat(viewer.news()).containsExactly("3 three", "4 four");
  }

  @Test
  void aHostThatCannotBeReachedIsTriedAgain() {
    host.disconnect();
    Viewer viewer = follow(new Tail(10));
    assertThat(viewer.news()).first().asString().startsWith("failed: the log cannot be had");

    host.reconnect();
    platform.timer.pass(Duration.ofSeconds(6));

    assertThat(viewer.news()).containsExactly("1 one", "2 two");
  }

  @Test
  void whoSeesTheStreamsSeesHowManyLook() {
    Viewer viewer = follow(new Tail(10)).lookAll();
    follow(new Tail(1));

    assertThat(platform.core.logs().watch().streams(ALICE, agent.id()))
        .isEqualTo(new WatchStreams.Outcome.Found(true,
            List.of(new WatchStreams.Stream(web.container(), 2, 2, viewer.cursor()))));
    assertThat(platform.core.logs().watch().streams(MALLORY, agent.id()))
        .isInstanceOf(WatchStreams.Outcome.NotYours.class);
  }

  @Test
  void nobodyElseMayListen() {
    assertThat(tryToFollow()).isInstanceOf(Outcome.NotYours.class);
  }

  @Test
  void anAgentThatIsNotConnectedCannotBeHeard() {
    connection.close();

    assertThat(platform.core.logs().follow().follow(ALICE, web, new Tail(1), () -> {
    })).isEqualTo(new Outcome.Unavailable("the agent is not connected"));
  }

  @Test
  void anAgentThatIsRevokedIsNotHeardAnyMore() {
    Viewer viewer = follow(new Tail(10)).lookAll();
    viewer.told.clear();
    platform.core.agents().see().revoke(ALICE, agent.id());
    say("secret");

    assertThat(viewer.news()).noneMatch(news -> news.contains("secret"));
    assertThat(tryToFollow()).isInstanceOf(Outcome.NoSuchSubject.class);
  }
}
