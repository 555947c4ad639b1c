package io.whopship.app;

import io.whopship.app.ManyServers.Node;
import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.driven.servers.Peers;
import io.whopship.ports.driving.agents.ConnectAgent.Connection;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.servers.PeerCall;
import io.whopship.ports.model.servers.RunningServer;
import io.whopship.testkit.contract.PeersContract;
import java.io.IOException;
import org.junit.jupiter.api.Timeout;

/** Servers reach each other over HTTP. */
@Timeout(120)
class PeersContractTest extends PeersContract {

  @Override
  protected TwoServers open(ContainerHost agentsHost) throws IOException {
    ManyServers servers = new ManyServers();
    Node one = servers.start("one");
    Node other = servers.start("other");
    Agent agent = one.invite();
    Connection connection = other.connect(agent, agentsHost);
    return new TwoServers() {
      @Override
      public Peers peers() {
        return one.peers();
      }

      @Override
      public RunningServer other() {
        return other.self();
      }

      @Override
      public AgentId agent() {
        return agent.id();
      }

      @Override
      public Secret pass(PeerCall call) {
        return ManyServers.pass(other.self(), call);
      }

      @Override
      public void disconnect() {
        connection.close();
      }

      @Override
      public void kill() {
        other.kill();
      }

      @Override
      public void close() {
        servers.close();
      }
    };
  }
}
