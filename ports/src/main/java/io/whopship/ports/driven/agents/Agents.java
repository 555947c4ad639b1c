package io.whopship.ports.driven.agents;

import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.identity.TokenHash;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The agents there are. Tokens and keys are known by their hashes alone. */
public interface Agents {

  /** Adds an agent that has not registered, with the one-time token by which it may until then. */
  void add(Agent agent, TokenHash token, Instant expiresAt);

  /**
   * Gives the agent of a one-time token its key. Atomic: of two who come with one token and keys of
   * their own, one wins. Who comes again with the key that won is told the same again, so that an
   * answer that was lost does no harm. Empty if there is no such token, if it had expired by
   * {@code now}, or if another key won.
   */
  Optional<Agent> register(TokenHash token, TokenHash key, Instant now);

  /** Whose key this is; empty if nobody's. */
  Optional<Agent> findByKey(TokenHash key);

  Optional<Agent> find(AgentId id);

  /** Those of an owner, in the order in which they were added; at most 1,000. */
  List<Agent> list(OwnerId owner);

  /** Those of all owners, in the order in which they were added; at most 1,000. */
  List<Agent> list();

  /** Removes an agent: its token and its key are worth nothing any more. Whether there was one. */
  boolean remove(AgentId id);
}
