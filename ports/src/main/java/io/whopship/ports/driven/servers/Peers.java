package io.whopship.ports.driven.servers;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.servers.PeerCall;
import io.whopship.ports.model.servers.RunningServer;
import java.util.function.Function;

/** The way to other servers. */
public interface Peers {

  /** Of a server that is the only one. */
  Peers NONE = (peer, agent, pass) -> {
    throw new PortException.Unavailable("there is no way from here to server " + peer.name(), null);
  };

  /**
   * The host of an agent that is connected to this peer. Calls nothing yet. What the host does
   * throws {@link PortException.Unavailable} if the peer cannot be reached, or the agent is not
   * connected there any more. A following goes on by itself after a break, as long as the peer is
   * there; what is wrong is told to the sink.
   *
   * @param pass makes a credential that the peer accepts for this call alone; asked for one before
   * each, since it is short-lived
   */
  ContainerHost host(RunningServer peer, AgentId agent, Function<PeerCall, Secret> pass);
}
