package io.whopship.ports.model.servers;

import io.whopship.ports.model.agents.AgentId;

/**
 * Says which server an agent is connected to.
 *
 * @param number a later connection of the same agent has a greater one
 */
public record AgentLease(AgentId agent, RunningServer server, long number) {}
