package io.whopship.core.agents;

import io.whopship.ports.driven.agents.Agents;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.identity.Caller;
import java.util.Optional;

/** Looks agents up for a caller: what is absent is said before what is somebody else's. */
public final class AgentAccess {

  private final Agents agents;

  public AgentAccess(Agents agents) {
    this.agents = agents;
  }

  public ToAgent agent(Caller caller, AgentId id) {
    Optional<Agent> agent = agents.find(id);
    if (agent.isEmpty()) {
      return new ToAgent.Absent();
    }
    return caller.mayActFor(agent.get().owner())
        ? new ToAgent.Granted(agent.get())
        : new ToAgent.Denied();
  }

  /** Whether a caller may have this agent. */
  public sealed interface ToAgent {

    record Granted(Agent agent) implements ToAgent {}

    record Denied() implements ToAgent {}

    record Absent() implements ToAgent {}
  }
}
