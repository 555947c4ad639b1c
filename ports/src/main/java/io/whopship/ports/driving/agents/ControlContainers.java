package io.whopship.ports.driving.agents;

import io.whopship.ports.driven.agents.ContainerHost.Action;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.agents.Container;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.identity.Caller;
import java.util.List;

/** Lists, starts, stops and restarts the containers of an agent. */
public interface ControlContainers {

  Outcome list(Caller caller, AgentId agent);

  Outcome act(Caller caller, AgentId agent, ContainerName container, Action action);

  /** What came of it. */
  sealed interface Outcome {

    record Found(List<Container> containers) implements Outcome {}

    record Done() implements Outcome {}

    record NoSuchAgent() implements Outcome {}

    record NoSuchContainer() implements Outcome {}

    record NotYours() implements Outcome {}

    /** The engine would not. */
    record Refused(String reason) implements Outcome {}

    /** The agent is not connected, or its engine does not answer. */
    record Unavailable(String reason) implements Outcome {}
  }
}
