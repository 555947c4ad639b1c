package io.whopship.core.servers;

import io.whopship.core.access.PeerPasses;
import io.whopship.core.agents.ConnectedHosts;
import io.whopship.ports.driven.agents.Agents;
import io.whopship.ports.driven.servers.Servers;
import io.whopship.ports.driving.servers.JoinServers;
import io.whopship.ports.driving.servers.ServePeers;
import io.whopship.ports.model.servers.RunningServer;

/** All that makes a server one of many. */
public record ServerUseCases(JoinServers join, ServePeers serve) {

  public static ServerUseCases assemble(RunningServer self, Servers servers, ConnectedHosts hosts,
      Agents agents, PeerPasses passes) {
    return new ServerUseCases(new JoinServersService(self, servers, hosts, agents),
        new ServePeersService(self.name(), passes, hosts));
  }
}
