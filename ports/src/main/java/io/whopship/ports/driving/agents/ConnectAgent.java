package io.whopship.ports.driving.agents;

import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.identity.TokenHash;
import java.util.Optional;
import java.util.function.Consumer;

/** Lets agents in: once by a token, ever after by their key. */
public interface ConnectAgent {

  /**
   * Registers an agent with the key it made for itself. May be repeated with the same key. Empty if
   * the token is unknown, used or too old.
   */
  Optional<Agent> register(Secret token, TokenHash key);

  /** Whose key this is; empty if nobody's. */
  Optional<Agent> authenticate(Secret key);

  /**
   * The agent's host can be reached from now on, by {@code host}. One that was connected before as
   * the same agent is disconnected. Logs that are being followed go on from where they were.
   *
   * @param disconnect told when the agent is revoked or replaced; then the host is not called again
   */
  Connection connect(Agent agent, ContainerHost host, Consumer<Parting> disconnect);

  /** Why an agent must go. */
  enum Parting {

    /** Its key is worth nothing any more. */
    REVOKED,

    /** It has connected anew. */
    REPLACED
  }

  /** An agent that can be reached. */
  interface Connection extends AutoCloseable {

    /** It cannot be reached any more. Viewers are told, and wait. Closing twice is fine. */
    @Override
    void close();
  }
}
