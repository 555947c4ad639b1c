package io.whopship.ports.driving.servers;

import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.identity.Secret;
import java.time.Duration;
import java.util.Optional;

/**
 * Lets other servers reach the agents that are connected to this one. They have looked whether
 * their own caller may: a peer's pass is as good as an admin's token, for this one agent.
 */
public interface ServePeers {

  /** For how long a pass is good: the clocks of two servers may differ by less than that. */
  Duration PASS = Duration.ofMinutes(1);

  /** As whom peers act. */
  Caller PEER = new Caller(new OwnerId("peer"), true);

  /** Whether a server that has the same signing key made this pass for this one and this agent. */
  boolean admits(Secret pass, AgentId agent);

  /**
   * The agent's host, if it is connected to this very server: whoever comes from a peer is never
   * sent on to a third one.
   */
  Optional<ContainerHost> host(AgentId agent);
}
