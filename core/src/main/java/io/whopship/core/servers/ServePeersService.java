package io.whopship.core.servers;

import io.whopship.core.access.PeerPasses;
import io.whopship.core.agents.ConnectedHosts;
import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.driving.servers.ServePeers;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.servers.PeerCall;
import io.whopship.ports.model.servers.ServerName;
import java.util.Optional;

final class ServePeersService implements ServePeers {

  private final ServerName self;
  private final PeerPasses passes;
  private final ConnectedHosts hosts;

  ServePeersService(ServerName self, PeerPasses passes, ConnectedHosts hosts) {
    this.self = self;
    this.passes = passes;
    this.hosts = hosts;
  }

  @Override
  public boolean admits(Secret pass, PeerCall call) {
    return passes.isGood(pass, self, call);
  }

  @Override
  public Optional<ContainerHost> host(AgentId agent) {
    return hosts.findHere(agent);
  }
}
