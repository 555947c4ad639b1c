package io.whopship.testkit;

import io.whopship.ports.driven.agents.Agents;
import io.whopship.testkit.contract.AgentsContract;

class InMemoryAgentsTest extends AgentsContract {

  @Override
  protected Agents open() {
    return new InMemoryAgents();
  }
}
