package io.whopship.core.agents;

import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.driving.agents.ConnectAgent.Connection;
import io.whopship.ports.driving.agents.ConnectAgent.Parting;
import io.whopship.ports.model.agents.AgentId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The hosts of containers that can be reached now. Safe for use by many threads. */
public final class ConnectedHosts {

  private final Map<AgentId, Connected> hosts = new ConcurrentHashMap<>();
  private final List<Consumer<AgentId>> listeners = new CopyOnWriteArrayList<>();

  /** Tells from now on of each agent that connects or leaves, after it did. */
  public void onChange(Consumer<AgentId> listener) {
    listeners.add(listener);
  }

  public Optional<ContainerHost> find(AgentId agent) {
    return Optional.ofNullable(hosts.get(agent)).map(Connected::host);
  }

  public boolean isConnected(AgentId agent) {
    return hosts.containsKey(agent);
  }

  /** One that is connected as the same agent is disconnected. */
  public Connection connect(AgentId agent, ContainerHost host, Consumer<Parting> disconnect) {
    Connected connected = new Connected(host, disconnect);
    Connected replaced = hosts.put(agent, connected);
    part(agent, replaced, Parting.REPLACED);
    return () -> {
      if (hosts.remove(agent, connected)) {
        tell(agent);
      }
    };
  }

  /** Cuts the connection of an agent that was revoked, if there is one. */
  public void disconnect(AgentId agent) {
    Connected connected = hosts.remove(agent);
    if (connected != null) {
      part(agent, connected, Parting.REVOKED);
    }
  }

  /** Those who follow its logs are told whatever comes of it, or they would wait for ever. */
  private void part(AgentId agent, @Nullable Connected from, Parting why) {
    try {
      if (from != null) {
        from.disconnect().accept(why);
      }
    } finally {
      tell(agent);
    }
  }

  private void tell(AgentId agent) {
    listeners.forEach(listener -> listener.accept(agent));
  }

  /** Equal to itself alone. */
  private static final class Connected {

    private final ContainerHost host;
    private final Consumer<Parting> disconnect;

    Connected(ContainerHost host, Consumer<Parting> disconnect) {
      this.host = host;
      this.disconnect = disconnect;
    }

    ContainerHost host() {
      return host;
    }

    Consumer<Parting> disconnect() {
      return disconnect;
    }
  }
}
