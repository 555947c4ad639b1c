package io.whopship.testkit;

import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.driven.servers.Peers;
import io.whopship.ports.driving.servers.ServePeers;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.servers.PeerCall;
import io.whopship.ports.model.servers.RunningServer;
import io.whopship.ports.model.servers.ServerName;
import io.whopship.testkit.contract.PeersContract;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

class FakePeersTest extends PeersContract {

  private static final AgentId AGENT = new AgentId(new UUID(0, 1));
  private static final RunningServer OTHER = new RunningServer(new ServerName("other"),
      new UUID(0, 2), "machine", URI.create("http://other:8000"), Set.of(), Instant.EPOCH);

  @Override
  protected TwoServers open(ContainerHost agentsHost) {
    FakePeers peers = new FakePeers();
    Other other = new Other(agentsHost);
    peers.add(OTHER, other);
    return new TwoServers() {
      @Override
      public Peers peers() {
        return peers;
      }

      @Override
      public RunningServer other() {
        return OTHER;
      }

      @Override
      public AgentId agent() {
        return AGENT;
      }

      @Override
      public Secret pass(PeerCall call) {
        return new Secret("pass for " + call);
      }

      @Override
      public void disconnect() {
        other.host = null;
      }

      @Override
      public void kill() {
        peers.remove(OTHER);
      }

      @Override
      public void close() {
        // it is all in memory
      }
    };
  }

  private static final class Other implements ServePeers {

    private @Nullable ContainerHost host;

    Other(ContainerHost host) {
      this.host = host;
    }

    @Override
    public boolean admits(Secret pass, PeerCall call) {
      return pass.reveal().equals("pass for " + call) && call.agent().equals(AGENT);
    }

    @Override
    public Optional<ContainerHost> host(AgentId agent) {
      return Optional.ofNullable(host);
    }
  }
}
