package io.whopship.core.agents;

import io.whopship.core.agents.AgentAccess.ToAgent;
import io.whopship.ports.driven.agents.Agents;
import io.whopship.ports.driving.agents.SeeAgents;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.identity.Caller;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class SeeAgentsService implements SeeAgents {

  private static final Logger log = LoggerFactory.getLogger(SeeAgentsService.class);

  private final Agents agents;
  private final AgentAccess access;
  private final ConnectedHosts hosts;

  SeeAgentsService(Agents agents, ConnectedHosts hosts) {
    this.agents = agents;
    this.access = new AgentAccess(agents);
    this.hosts = hosts;
  }

  @Override
  public List<Seen> list(Caller caller) {
    List<Agent> listed = caller.admin() ? agents.list() : agents.list(caller.owner());
    Set<AgentId> connected = hosts.connected();
    return listed.stream()
        .map(agent -> new Seen(agent, connected.contains(agent.id())))
        .toList();
  }

  @Override
  public Outcome find(Caller caller, AgentId id) {
    return switch (access.agent(caller, id)) {
      case ToAgent.Granted(Agent agent) -> new Outcome.Found(seen(agent));
      case ToAgent.Denied() -> new Outcome.NotYours();
      case ToAgent.Absent() -> new Outcome.NoSuchAgent();
    };
  }

  @Override
  public Outcome revoke(Caller caller, AgentId id) {
    return switch (access.agent(caller, id)) {
      case ToAgent.Granted(Agent agent) -> revoke(agent);
      case ToAgent.Denied() -> new Outcome.NotYours();
      case ToAgent.Absent() -> new Outcome.NoSuchAgent();
    };
  }

  private Outcome revoke(Agent agent) {
    agents.remove(agent.id());
    hosts.disconnect(agent.id());
    log.info("agent revoked agent={} name=\"{}\"", agent.id(), agent.name());
    return new Outcome.Found(new Seen(agent, false));
  }

  private Seen seen(Agent agent) {
    return new Seen(agent, hosts.isConnected(agent.id()));
  }
}
