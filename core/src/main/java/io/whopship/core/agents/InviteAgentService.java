package io.whopship.core.agents;

import io.whopship.ports.driven.Ids;
import io.whopship.ports.driven.agents.Agents;
import io.whopship.ports.driving.agents.InviteAgent;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.identity.TokenHash;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class InviteAgentService implements InviteAgent {

  private static final Logger log = LoggerFactory.getLogger(InviteAgentService.class);

  private final Agents agents;
  private final Ids ids;
  private final InstantSource clock;

  InviteAgentService(Agents agents, Ids ids, InstantSource clock) {
    this.agents = agents;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public Invited invite(Caller caller, String name) {
    Instant now = clock.instant();
    Agent agent = new Agent(new AgentId(ids.uuid()), caller.owner(), name, now, null);
    Secret token = ids.accessToken();
    Instant expiresAt = now.plus(VALID);
    agents.add(agent, TokenHash.of(token), expiresAt);
    log.info("agent invited agent={} name=\"{}\" owner={}", agent.id(), name, caller.owner());
    return new Invited(agent, token, expiresAt);
  }
}
