package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.agents.Agents;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.identity.TokenHash;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Agents in a table. */
final class JdbcAgents implements Agents {

  private static final String LATER = "not yet";

  @Override
  public void add(Agent agent, TokenHash token, Instant expiresAt) {
    throw new UnsupportedOperationException(LATER);
  }

  @Override
  public Optional<Agent> register(TokenHash token, TokenHash key, Instant now) {
    throw new UnsupportedOperationException(LATER);
  }

  @Override
  public Optional<Agent> findByKey(TokenHash key) {
    throw new UnsupportedOperationException(LATER);
  }

  @Override
  public Optional<Agent> find(AgentId id) {
    throw new UnsupportedOperationException(LATER);
  }

  @Override
  public List<Agent> list(OwnerId owner) {
    throw new UnsupportedOperationException(LATER);
  }

  @Override
  public List<Agent> list() {
    throw new UnsupportedOperationException(LATER);
  }

  @Override
  public boolean remove(AgentId id) {
    throw new UnsupportedOperationException(LATER);
  }
}
