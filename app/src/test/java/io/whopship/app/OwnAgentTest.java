package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.core.ControlPlane.Neighbours;
import io.whopship.core.access.PeerPasses;
import io.whopship.core.access.SigningKey;
import io.whopship.core.agents.AgentUseCases;
import io.whopship.core.agents.ConnectedHosts;
import io.whopship.core.agents.Neighbourhood;
import io.whopship.ports.driving.agents.ControlContainers.Outcome;
import io.whopship.ports.driving.agents.SeeAgents.Seen;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.identity.Secret;
import io.whopship.testkit.InMemoryAgents;
import io.whopship.testkit.MovableClock;
import io.whopship.testkit.SequentialIds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnAgentTest {

  private static final Caller OPERATOR = new Caller(new OwnerId("admin"), true);

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final AgentUseCases agents = AgentUseCases.assemble(new InMemoryAgents(),
      new ConnectedHosts(new Neighbourhood(Neighbours.NONE.self(), Neighbours.NONE.leases(),
          Neighbours.NONE.peers(),
          new PeerPasses(new SigningKey(new Secret("of tests")), () -> NOW))),
      new SequentialIds(), new MovableClock(NOW));

  @TempDir
  private Path folder;

  private OwnAgent connect() throws IOException {
    return OwnAgent.connect(folder.resolve("docker.sock"), folder.resolve("agent-key"),
        agents.invite(), agents.connect());
  }

  private List<Seen> seen() {
    return agents.see().list(OPERATOR);
  }

  @Test
  void isTheSameOneAfterARestart() throws IOException {
    try (OwnAgent first = connect()) {
      assertThat(first).isNotNull();
      assertThat(seen()).singleElement()
          .satisfies(agent -> assertThat(agent.connected()).isTrue())
          .satisfies(agent -> assertThat(agent.agent().name()).isEqualTo(Hostname.get()));
    }
    Seen before = seen().getFirst();
    assertThat(before.connected()).isFalse();

    try (OwnAgent second = connect()) {
      assertThat(second).isNotNull();
      assertThat(seen()).containsExactly(new Seen(before.agent(), true));
    }
  }

  @Test
  void anEngineThatIsNotThereIsUnavailableAndNothingElse() throws IOException {
    try (OwnAgent agent = connect()) {
      assertThat(agent).isNotNull();
      assertThat(agents.containers().list(OPERATOR, seen().getFirst().agent().id()))
          .isInstanceOfSatisfying(Outcome.Unavailable.class,
              unavailable -> assertThat(unavailable.reason()).contains("no such socket"));
    }
  }
}
