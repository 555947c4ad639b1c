package io.whopship.core.agents;

import io.whopship.core.access.PeerPasses;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.driven.servers.AgentLeases;
import io.whopship.ports.driven.servers.Peers;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.servers.AgentLease;
import io.whopship.ports.model.servers.RunningServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where agents are that are connected to other servers; tells those of the ones that are here. */
public final class Neighbourhood {

  private static final Logger log = LoggerFactory.getLogger(Neighbourhood.class);

  private final RunningServer self;
  private final AgentLeases leases;
  private final Peers peers;
  private final PeerPasses passes;
  /** Of agents that have left, while the store could not be told. */
  private final Map<AgentId, Long> unreleased = new ConcurrentHashMap<>();

  public Neighbourhood(RunningServer self, AgentLeases leases, Peers peers, PeerPasses passes) {
    this.self = self;
    this.leases = leases;
    this.peers = peers;
    this.passes = passes;
  }

  RunningServer self() {
    return self;
  }

  OptionalLong take(AgentId agent) {
    return leases.take(agent, self);
  }

  void release(AgentId agent, long number) {
    unreleased.put(agent, number);
    try {
      releaseAll();
    } catch (PortException e) {
      log.warn("agent left, and the store cannot be told yet agent={} cause=\"{}\"", agent,
          e.toString());
    }
  }

  /** Those that could not be released before. */
  void releaseAll() {
    unreleased.forEach((agent, number) -> {
      leases.release(agent, self, number);
      unreleased.remove(agent, number);
    });
  }

  List<AgentLease> leases() {
    return leases.list();
  }

  boolean isElsewhere(AgentId agent) {
    return elsewhere(agent).isPresent();
  }

  /** By way of the server that the agent is connected to; empty if that is none, or this one. */
  Optional<ContainerHost> host(AgentId agent) {
    return elsewhere(agent).map(AgentLease::server)
        .map(peer -> peers.host(peer, agent, call -> passes.issue(peer.name(), call)));
  }

  private Optional<AgentLease> elsewhere(AgentId agent) {
    return leases.find(agent).filter(lease -> !lease.server().is(self));
  }
}
