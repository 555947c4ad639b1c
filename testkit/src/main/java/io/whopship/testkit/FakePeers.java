package io.whopship.testkit;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.driven.agents.LogSink;
import io.whopship.ports.driven.servers.Peers;
import io.whopship.ports.driving.servers.ServePeers;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.agents.Container;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.servers.PeerCall;
import io.whopship.ports.model.servers.RunningServer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Servers in one process that reach each other by a call, as long as they are there. */
public final class FakePeers implements Peers {

  private final Map<UUID, ServePeers> servers = new ConcurrentHashMap<>();

  /** This server can be reached from now on. */
  public void add(RunningServer server, ServePeers serving) {
    servers.put(server.incarnation(), serving);
  }

  /** It cannot any more. */
  public void remove(RunningServer server) {
    servers.remove(server.incarnation());
  }

  @Override
  public ContainerHost host(RunningServer peer, AgentId agent, Function<PeerCall, Secret> pass) {
    return new Remote(peer, agent, pass);
  }

  private final class Remote implements ContainerHost {

    private final RunningServer peer;
    private final AgentId agent;
    private final Function<PeerCall, Secret> pass;

    Remote(RunningServer peer, AgentId agent, Function<PeerCall, Secret> pass) {
      this.peer = peer;
      this.agent = agent;
      this.pass = pass;
    }

    private ContainerHost reach(String method, String target) {
      ServePeers serving = servers.get(peer.incarnation());
      if (serving == null) {
        throw new PortException.Unavailable("server " + peer.name() + " is not there", null);
      }
      PeerCall call = new PeerCall(agent, method, target);
      if (!serving.admits(pass.apply(call), call)) {
        throw new PortException.Unavailable("server " + peer.name() + " refused the pass", null);
      }
      return serving.host(agent)
          .orElseThrow(() -> new PortException.Unavailable(
              "the agent is not connected to server " + peer.name(), null));
    }

    @Override
    public List<Container> containers() {
      return reach("GET", "containers").containers();
    }

    @Override
    public Done act(ContainerName container, Action action) {
      return reach("POST", container + " " + action).act(container, action);
    }

    @Override
    public Following follow(ContainerName container, @Nullable Cursor after, int tail,
        LogSink sink) {
      return reach("GET", container + " log").follow(container, after, tail, sink);
    }
  }
}
