package io.whopship.ports.driving.agents;

import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.identity.Caller;
import java.util.List;

/** Looks at agents, and takes them away. */
public interface SeeAgents {

  /** The caller's, and an admin's are everybody's; in the order in which they were made. */
  List<Seen> list(Caller caller);

  Outcome find(Caller caller, AgentId agent);

  /** Its key is worth nothing any more, and its connection is cut. */
  Outcome revoke(Caller caller, AgentId agent);

  /** An agent, and whether it is connected now. */
  record Seen(Agent agent, boolean connected) {}

  /** What was found, or revoked. */
  sealed interface Outcome {

    record Found(Seen agent) implements Outcome {}

    record NoSuchAgent() implements Outcome {}

    record NotYours() implements Outcome {}

  }
}
