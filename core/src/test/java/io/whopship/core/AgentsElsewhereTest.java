package io.whopship.core;

import static io.whopship.core.Platform.ALICE;
import static io.whopship.core.Platform.MALLORY;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.agents.ContainerHost.Action;
import io.whopship.ports.driven.servers.Servers;
import io.whopship.ports.driving.agents.ConnectAgent.Connection;
import io.whopship.ports.driving.agents.ControlContainers;
import io.whopship.ports.driving.agents.SeeAgents;
import io.whopship.ports.driving.logs.FollowLog;
import io.whopship.ports.driving.logs.WatchStreams;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.logs.LogStart.Tail;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.servers.AgentLease;
import io.whopship.ports.model.servers.Registration;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Agents that are connected to one of many servers. */
final class AgentsElsewhereTest extends ManyServersSetting {

  @Nested
  final class AnAgentElsewhere {

    @Test
    void isSeenAsConnected() {
      assertThat(here.seesItConnected()).isFalse();
      Connection connection = there.connect();

      assertThat(here.seesItConnected()).isTrue();
      assertThat(here.core.agents().see().list(ALICE)).extracting(SeeAgents.Seen::connected)
          .containsExactly(true);
      assertThat(here.core.logs().watch().streams(ALICE, agent.id()))
          .isEqualTo(new WatchStreams.Outcome.Found(true, List.of()));

      connection.close();
      assertThat(here.seesItConnected()).isFalse();
    }

    @Test
    void isControlledByWayOfItsServer() {
      there.connect();

      assertThat(here.core.agents().containers().list(ALICE, agent.id()))
          .isEqualTo(new ControlContainers.Outcome.Found(host.containers()));
      assertThat(here.core.agents().containers().act(ALICE, agent.id(), WEB, Action.STOP))
          .isEqualTo(new ControlContainers.Outcome.Done());
      assertThat(host.containers().getFirst().state()).isEqualTo("exited");
      assertThat(here.core.agents().containers().act(MALLORY, agent.id(), WEB, Action.START))
          .isEqualTo(new ControlContainers.Outcome.NotYours());
    }

    @Test
    void isFollowedByWayOfItsServerWithOneSourceForAllViewers() {
      there.connect();

      Viewer one = follow(here);
      Viewer other = follow(here);
      say("two");

      assertThat(one.news()).containsExactly("1 one", "2 two");
      assertThat(other.news()).containsExactly("1 one", "2 two");
      assertThat(host.follows("web")).isEqualTo(1);
    }

    @Test
    void whoseServerCannotBeReachedIsTriedAgain() {
      there.connect();
      there.dies();
      Viewer viewer = follow(here);
      assertThat(viewer.news())
          .containsExactly("failed: the log cannot be had just now: server there is not there");

      peers.add(there.self, there.core.servers().serve());
      platform.timer.pass(Duration.ofSeconds(6));

      assertThat(viewer.news()).containsExactly("1 one");
    }

    @Test
    void whoseServerIsDeadIsConnectedNowhere() {
      there.connect();
      platform.clock.advance(Servers.LEASE);
      here.stay();

      assertThat(here.seesItConnected()).isFalse();
      assertThat(here.core.logs().follow().follow(ALICE, web, new Tail(1), () -> {
      })).isEqualTo(new FollowLog.Outcome.Unavailable("the agent is not connected"));
    }

    @Test
    void thatCannotBeFoundIsTriedAgain() {
      there.connect();
      Viewer viewer = Viewer.of(here.core, web, new Tail(10));
      leases.unavailable = true;
      passAMoment();
      assertThat(viewer.news())
          .containsExactly("failed: the log cannot be had just now: no database");

      leases.unavailable = false;
      platform.timer.pass(Duration.ofSeconds(6));
      assertThat(viewer.news()).containsExactly("1 one");
    }
  }

  @Nested
  final class AnAgentThatMoves {

    @Test
    void isCutWhereItWasBeforeAndItsViewersGoOn() {
      here.connect();
      Viewer viewer = follow(here);
      assertThat(viewer.news()).containsExactly("1 one");

      there.connect();
      host.say("web", LogType.STDOUT, "two");
      here.stay();
      say("three");

      assertThat(cut).containsExactly("here REPLACED");
      assertThat(viewer.news()).containsExactly("2 two", "3 three");
      assertThat(host.followers("web")).isEqualTo(1);
      assertThat(here.core.servers().serve().host(agent.id())).isEmpty();
    }

    @Test
    void isFoundByThoseWhoFollowedItElsewhere() {
      there.connect();
      here.stay();
      Viewer viewer = follow(here);
      viewer.lookAll();
      viewer.told.clear();
      there.dies();
      platform.clock.advance(Servers.LEASE);
      here.stay();
      passAMoment();
      assertThat(viewer.news())
          .containsExactly("failed: the agent is not connected: the log goes on once it is");

      here.connect();
      passAMoment();
      say("two");

      assertThat(viewer.news()).containsExactly("2 two");
    }

    @Test
    void isNotCutByAnOlderConnectionThatLooks() {
      Connection older = there.connect();
      here.connect();

      here.stay();
      older.close();
      there.stay();

      assertThat(cut).isEmpty();
      assertThat(here.seesItConnected()).isTrue();
      assertThat(leases.find(agent.id())).map(AgentLease::server).contains(here.self);
    }

    @Test
    void staysWhenItsServerWasSilentButNobodyCame() {
      there.connect();
      platform.clock.advance(Servers.LEASE.multipliedBy(2));
      here.stay();
      assertThat(here.seesItConnected()).isFalse();

      assertThat(there.stay()).isEqualTo(new Registration.Registered());

      assertThat(cut).isEmpty();
      assertThat(here.seesItConnected()).isTrue();
    }

    @Test
    void isReleasedLaterIfTheStoreIsAwayWhenItLeaves() {
      Connection connection = there.connect();
      leases.unavailable = true;
      connection.close();
      leases.unavailable = false;
      assertThat(here.seesItConnected()).isTrue();

      there.stay();

      assertThat(here.seesItConnected()).isFalse();
    }
  }

  @Nested
  final class ARevokedAgent {

    @Test
    void isCutWhereverItIsConnected() {
      there.connect();

      here.core.agents().see().revoke(ALICE, agent.id());
      assertThat(cut).isEmpty();
      there.stay();

      assertThat(cut).containsExactly("there REVOKED");
    }

    @Test
    void doesNotComeIn() {
      here.core.agents().see().revoke(ALICE, agent.id());

      there.connect().close();

      assertThat(cut).containsExactly("there REVOKED");
      assertThat(there.core.servers().serve().host(agent.id())).isEmpty();
    }

    @Test
    void thatCannotBeCutDoesNotKeepOthersConnected() {
      Agent other = here.core.agents().invite().invite(ALICE, "another").agent();
      for (Agent each : List.of(agent, other)) {
        there.core.agents().connect().connect(each, host, why -> {
          cut.add(each.name());
          throw new IllegalStateException("the socket is broken");
        });
        here.core.agents().see().revoke(ALICE, each.id());
      }

      there.stay();

      assertThat(cut).containsExactlyInAnyOrder("a host", "another");
    }
  }
}
