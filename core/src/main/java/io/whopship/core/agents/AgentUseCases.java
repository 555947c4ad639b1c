package io.whopship.core.agents;

import io.whopship.ports.driven.Ids;
import io.whopship.ports.driven.agents.Agents;
import io.whopship.ports.driving.agents.ConnectAgent;
import io.whopship.ports.driving.agents.ControlContainers;
import io.whopship.ports.driving.agents.InviteAgent;
import io.whopship.ports.driving.agents.SeeAgents;
import java.time.InstantSource;

/** All that can be done with agents. */
public record AgentUseCases(InviteAgent invite, ConnectAgent connect, SeeAgents see,
    ControlContainers containers) {

  public static AgentUseCases assemble(Agents agents, ConnectedHosts hosts, Ids ids,
      InstantSource clock) {
    return new AgentUseCases(
        new InviteAgentService(agents, ids, clock),
        new ConnectAgentService(agents, hosts, clock),
        new SeeAgentsService(agents, hosts),
        new ControlContainersService(agents, hosts));
  }
}
