package io.whopship.testkit;

import io.whopship.ports.driven.agents.Agents;
import io.whopship.ports.driven.servers.AgentLeases;
import io.whopship.ports.driven.servers.Servers;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.servers.AgentLease;
import io.whopship.ports.model.servers.RunningServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Leases in memory, of agents and servers that are known to others. Safe for many threads. */
public final class InMemoryAgentLeases implements AgentLeases {

  private final Agents agents;
  private final Servers servers;
  private final Map<AgentId, Long> numbers = new HashMap<>();
  private final Map<AgentId, AgentLease> leases = new HashMap<>();

  public InMemoryAgentLeases(Agents agents, Servers servers) {
    this.agents = agents;
    this.servers = servers;
  }

  @Override
  public synchronized OptionalLong take(AgentId agent, RunningServer server) {
    if (agents.find(agent).isEmpty()) {
      return OptionalLong.empty();
    }
    long number = numbers.merge(agent, 1L, Long::sum);
    leases.put(agent, new AgentLease(agent, server, number));
    return OptionalLong.of(number);
  }

  @Override
  public synchronized void release(AgentId agent, RunningServer server, long number) {
    leases.computeIfPresent(agent,
        (same, lease) -> lease.number() == number && lease.server().is(server) ? null : lease);
  }

  @Override
  public Optional<AgentLease> find(AgentId agent) {
    return list().stream().filter(lease -> lease.agent().equals(agent)).findFirst();
  }

  @Override
  public synchronized List<AgentLease> list() {
    List<RunningServer> alive = servers.alive();
    return leases.values()
        .stream()
        .filter(lease -> agents.find(lease.agent()).isPresent())
        .filter(lease -> alive.stream().anyMatch(server -> server.is(lease.server())))
        .toList();
  }
}
