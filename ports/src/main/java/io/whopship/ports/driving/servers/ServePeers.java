package io.whopship.ports.driving.servers;

import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.servers.PeerCall;
import java.time.Duration;
import java.util.Optional;

/**
 * Lets other servers reach the agents that are connected to this one. They have looked whether
 * their own caller may: a peer's pass is as good as an admin's token, for this one call.
 */
public interface ServePeers {

  /**
   * For how long a pass is good: the clocks of two servers may differ by less than that. One that
   * would be good for longer, if the other clock were ahead by as much, is refused.
   */
  Duration PASS = Duration.ofMinutes(1);

  /** As whom peers act. */
  Caller PEER = new Caller(new OwnerId("peer"), true);

  /** Whether a server that has the same signing key made this pass for this one and this call. */
  boolean admits(Secret pass, PeerCall call);

  /**
   * The agent's host, if it is connected to this very server: whoever comes from a peer is never
   * sent on to a third one.
   */
  Optional<ContainerHost> host(AgentId agent);
}
