package io.whopship.testkit;

import io.whopship.ports.driven.servers.Servers;
import io.whopship.testkit.contract.AgentLeasesContract;
import java.time.InstantSource;

class InMemoryAgentLeasesTest extends AgentLeasesContract {

  @Override
  protected Parts open(InstantSource clock) {
    InMemoryAgents agents = new InMemoryAgents();
    Servers servers = new InMemoryServers(clock);
    return new Parts(new InMemoryAgentLeases(agents, servers), servers, agents);
  }
}
