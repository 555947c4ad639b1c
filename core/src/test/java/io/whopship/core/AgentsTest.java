package io.whopship.core;

import static io.whopship.core.Platform.ADMIN;
import static io.whopship.core.Platform.ALICE;
import static io.whopship.core.Platform.MALLORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.core.agents.ConnectedHosts;
import io.whopship.core.agents.TheOnlyServer;
import io.whopship.ports.driven.agents.ContainerHost.Action;
import io.whopship.ports.driving.agents.ConnectAgent.Connection;
import io.whopship.ports.driving.agents.ControlContainers;
import io.whopship.ports.driving.agents.InviteAgent.Invited;
import io.whopship.ports.driving.agents.SeeAgents;
import io.whopship.ports.driving.agents.SeeAgents.Seen;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.agents.Container;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.identity.TokenHash;
import io.whopship.testkit.FakeContainerHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What agents, and those whose they are, rely on. */
final class AgentsTest {

  private static final Secret KEY = new Secret("a key that the agent made");
  private static final Secret OTHER_KEY = new Secret("a key that another made");
  private static final AgentId NOBODY = new AgentId(new UUID(0, 99));

  private final Platform platform = new Platform();
  private final ControlPlane.ForAgents agents = platform.core.agents();
  private final FakeContainerHost host = new FakeContainerHost(platform.clock);
  private final List<String> cut = new ArrayList<>();

  private Invited invite(Caller caller, String name) {
    return agents.invite().invite(caller, name);
  }

  private Agent registered(Caller caller, Secret key) {
    return agents.connect()
        .register(invite(caller, "a host").token(), TokenHash.of(key))
        .orElseThrow();
  }

  private Connection connect(Agent agent, String name) {
    return agents.connect().connect(agent, host, why -> cut.add(name + " " + why));
  }

  private boolean isConnected(Agent agent) {
    return switch (agents.see().find(ADMIN, agent.id())) {
      case SeeAgents.Outcome.Found found -> found.agent().connected();
      case SeeAgents.Outcome.NotYours() -> throw new AssertionError("not an admin's");
      case SeeAgents.Outcome.NoSuchAgent() -> throw new AssertionError("no such agent");
    };
  }

  @Nested
  final class ATokenOfOneUse {

    @Test
    void makesAnAgentOfItsOwners() {
      Invited invited = invite(ALICE, "build host");
      assertThat(invited.agent().registeredAt()).isNull();
      platform.clock.advance(Duration.ofMinutes(1));

      Agent agent = agents.connect()
          .register(invited.token(), TokenHash.of(KEY))
          .orElseThrow();

      assertThat(agent).isEqualTo(new Agent(invited.agent().id(), ALICE.owner(), "build host",
          invited.agent().createdAt(), platform.clock.instant()));
      assertThat(agents.connect().authenticate(KEY)).contains(agent);
    }

    @Test
    void isWorthNothingAfterAnHour() {
      Invited invited = invite(ALICE, "late");
      assertThat(invited.expiresAt())
          .isEqualTo(platform.clock.instant().plus(Duration.ofHours(1)));

      platform.clock.advance(Duration.ofHours(1));

      assertThat(agents.connect().register(invited.token(), TokenHash.of(KEY))).isEmpty();
      assertThat(agents.connect().authenticate(KEY)).isEmpty();
    }

    @Test
    void isWorthNothingToASecondKey() {
      Invited invited = invite(ALICE, "one");
      agents.connect().register(invited.token(), TokenHash.of(KEY));

      assertThat(agents.connect().register(invited.token(), TokenHash.of(OTHER_KEY))).isEmpty();
      assertThat(agents.connect().authenticate(OTHER_KEY)).isEmpty();
      assertThat(agents.connect().authenticate(KEY)).isPresent();
    }

    @Test
    void isAnsweredAgainForTheSameKey() {
      Invited invited = invite(ALICE, "one");
      Agent first = agents.connect()
          .register(invited.token(), TokenHash.of(KEY))
          .orElseThrow();
      platform.clock.advance(Duration.ofHours(2));

      assertThat(agents.connect().register(invited.token(), TokenHash.of(KEY))).contains(first);
    }

    @Test
    void thatNobodyGaveIsWorthNothing() {
      assertThat(agents.connect().register(new Secret("guessed"), TokenHash.of(KEY))).isEmpty();
    }

    @Test
    void isNoKey() {
      Invited invited = invite(ALICE, "one");

      assertThat(agents.connect().authenticate(invited.token())).isEmpty();
    }

    @Test
    void isForAnAgentWithAName() {
      assertThatThrownBy(() -> invite(ALICE, " "))
          .hasMessage("name must be 1 to 100 characters, but is ' '");
      assertThatThrownBy(() -> invite(ALICE, "build\nERROR host"))
          .hasMessage("name must have no control characters, such as line breaks");
    }
  }

  @Nested
  final class Tenants {

    private final Agent alices = registered(ALICE, KEY);
    private final Agent mallorys = registered(MALLORY, OTHER_KEY);

    @Test
    void seeTheirOwnAgents() {
      assertThat(agents.see().list(ALICE)).containsExactly(new Seen(alices, false));
      assertThat(agents.see().list(MALLORY)).containsExactly(new Seen(mallorys, false));
      assertThat(agents.see().list(ADMIN)).containsExactly(new Seen(alices, false),
          new Seen(mallorys, false));
    }

    @Test
    void neitherSeeNorTouchThoseOfOthers() {
      connect(alices, "alice");
      host.create("web");
      ContainerName web = new ContainerName("web");

      assertThat(agents.see().find(MALLORY, alices.id()))
          .isEqualTo(new SeeAgents.Outcome.NotYours());
      assertThat(agents.see().revoke(MALLORY, alices.id()))
          .isEqualTo(new SeeAgents.Outcome.NotYours());
      assertThat(agents.containers().list(MALLORY, alices.id()))
          .isEqualTo(new ControlContainers.Outcome.NotYours());
      assertThat(agents.containers().act(MALLORY, alices.id(), web, Action.STOP))
          .isEqualTo(new ControlContainers.Outcome.NotYours());
      assertThat(isConnected(alices)).isTrue();
      assertThat(host.containers()).extracting(Container::state).containsExactly("running");
    }

    @Test
    void areToldOfAgentsThatAreNotThere() {
      assertThat(agents.see().find(ALICE, NOBODY))
          .isEqualTo(new SeeAgents.Outcome.NoSuchAgent());
      assertThat(agents.see().revoke(ALICE, NOBODY))
          .isEqualTo(new SeeAgents.Outcome.NoSuchAgent());
      assertThat(agents.containers().list(ALICE, NOBODY))
          .isEqualTo(new ControlContainers.Outcome.NoSuchAgent());
    }
  }

  @Nested
  final class AConnection {

    private final Agent agent = registered(ALICE, KEY);

    @Test
    void isSeenUntilItIsClosed() {
      assertThat(isConnected(agent)).isFalse();
      Connection connection = connect(agent, "first");
      assertThat(isConnected(agent)).isTrue();

      connection.close();
      connection.close();

      assertThat(isConnected(agent)).isFalse();
      assertThat(cut).isEmpty();
    }

    @Test
    void isCutByTheNextOfTheSameAgent() {
      Connection first = connect(agent, "first");
      connect(agent, "second");

      assertThat(cut).containsExactly("first REPLACED");
      first.close();
      assertThat(isConnected(agent)).isTrue();
    }

    @Test
    void isLeftAloneByThoseOfOthers() {
      connect(agent, "first");
      connect(registered(MALLORY, OTHER_KEY), "another");

      assertThat(cut).isEmpty();
    }

    @Test
    void thatCannotBeCutIsGoneForFollowersAllTheSame() {
      ConnectedHosts hosts = TheOnlyServer.hosts();
      List<AgentId> told = new ArrayList<>();
      hosts.connect(agent.id(), host, why -> {
        throw new IllegalStateException("the socket is broken");
      });
      hosts.onChange(told::add);

      assertThatThrownBy(() -> hosts.disconnect(agent.id())).hasMessage("the socket is broken");

      assertThat(told).containsExactly(agent.id());
    }

    @Test
    void isCutWhenTheAgentIsRevoked() {
      connect(agent, "first");

      assertThat(agents.see().revoke(ALICE, agent.id()))
          .isEqualTo(new SeeAgents.Outcome.Found(new Seen(agent, false)));

      assertThat(cut).containsExactly("first REVOKED");
      assertThat(agents.connect().authenticate(KEY)).isEmpty();
      assertThat(agents.see().find(ALICE, agent.id()))
          .isEqualTo(new SeeAgents.Outcome.NoSuchAgent());
    }
  }

  @Nested
  final class Containers {

    private static final ContainerName WEB = new ContainerName("web");

    private final Agent agent = registered(ALICE, KEY);

    private ControlContainers.Outcome act(Action action) {
      return agents.containers().act(ALICE, agent.id(), WEB, action);
    }

    @Test
    void areThoseOfTheHost() {
      host.create("web");
      connect(agent, "first");

      assertThat(agents.containers().list(ALICE, agent.id()))
          .isEqualTo(new ControlContainers.Outcome.Found(host.containers()));
    }

    @Test
    void areStoppedAndStarted() {
      host.create("web");
      connect(agent, "first");

      assertThat(act(Action.STOP)).isEqualTo(new ControlContainers.Outcome.Done());
      assertThat(host.containers()).extracting(Container::state).containsExactly("exited");
      assertThat(act(Action.RESTART)).isEqualTo(new ControlContainers.Outcome.Done());
      assertThat(host.containers()).extracting(Container::state).containsExactly("running");
    }

    @Test
    void thatAreNotThereOrRefuseSaySo() {
      connect(agent, "first");
      assertThat(act(Action.START)).isEqualTo(new ControlContainers.Outcome.NoSuchContainer());

      host.create("web");
      host.refuse("web", "it is paused");
      assertThat(act(Action.STOP))
          .isEqualTo(new ControlContainers.Outcome.Refused("it is paused"));
    }

    @Test
    void cannotBeReachedWithoutAConnection() {
      ControlContainers.Outcome unavailable = new ControlContainers.Outcome.Unavailable(
          "the agent is not connected");

      assertThat(agents.containers().list(ALICE, agent.id())).isEqualTo(unavailable);
      assertThat(act(Action.START)).isEqualTo(unavailable);
    }

    @Test
    void ofAHostThatDoesNotAnswerCannotBeReached() {
      connect(agent, "first");
      host.disconnect();

      assertThat(act(Action.START))
          .isEqualTo(new ControlContainers.Outcome.Unavailable("the fake host is disconnected"));
    }
  }
}
