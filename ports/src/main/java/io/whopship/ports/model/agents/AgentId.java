package io.whopship.ports.model.agents;

import java.util.UUID;

/** Names an agent: a program on a host of containers. */
public record AgentId(UUID value) {

  @Override
  public String toString() {
    return value.toString();
  }
}
