package io.whopship.core.agents;

import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.driving.agents.ConnectAgent.Connection;
import io.whopship.ports.driving.agents.ConnectAgent.Parting;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.servers.AgentLease;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hosts of containers that can be reached now: those whose agents are connected here, and, by
 * way of their servers, those that are connected elsewhere. Safe for use by many threads.
 */
public final class ConnectedHosts {

  private static final Logger log = LoggerFactory.getLogger(ConnectedHosts.class);

  private static final Connection NONE = () -> {
  };

  private final Neighbourhood neighbourhood;
  private final Map<AgentId, Connected> hosts = new ConcurrentHashMap<>();
  private final List<Consumer<AgentId>> listeners = new CopyOnWriteArrayList<>();
  /** As they were found the last time. */
  private volatile Map<AgentId, UUID> elsewhere = Map.of();

  public ConnectedHosts(Neighbourhood neighbourhood) {
    this.neighbourhood = neighbourhood;
  }

  /** Tells from now on of each agent that connects, leaves or moves, after it did. */
  public void onChange(Consumer<AgentId> listener) {
    listeners.add(listener);
  }

  /**
   * The host of an agent that is connected here, or elsewhere.
   *
   * @throws io.whopship.ports.driven.PortException if it cannot be found out where the agent is
   */
  public Optional<ContainerHost> find(AgentId agent) {
    return findHere(agent).or(() -> neighbourhood.host(agent));
  }

  public Optional<ContainerHost> findHere(AgentId agent) {
    return Optional.ofNullable(hosts.get(agent)).map(Connected::host);
  }

  /** Here or elsewhere. */
  public boolean isConnected(AgentId agent) {
    return hosts.containsKey(agent) || neighbourhood.isElsewhere(agent);
  }

  /** All that are, here and elsewhere. */
  Set<AgentId> connected() {
    Set<AgentId> all = new HashSet<>(hosts.keySet());
    all.addAll(elsewhere(neighbourhood.leases()).keySet());
    return all;
  }

  /**
   * One that is connected as the same agent is disconnected, here at once, and elsewhere when that
   * server looks. One that was revoked meanwhile is itself.
   */
  public Connection connect(AgentId agent, ContainerHost host, Consumer<Parting> disconnect) {
    OptionalLong number = neighbourhood.take(agent);
    if (number.isEmpty()) {
      disconnect.accept(Parting.REVOKED);
      return NONE;
    }
    Connected connected = new Connected(host, disconnect, number.getAsLong());
    Connected replaced = put(agent, connected);
    part(agent, replaced, Parting.REPLACED);
    return () -> leave(agent, connected);
  }

  /** Answers which of two has to go: the later one stays, whichever comes to this place first. */
  private @Nullable Connected put(AgentId agent, Connected connected) {
    var former = new Object() {
      @Nullable
      Connected connected;
    };
    Connected stays = hosts.compute(agent, (same, before) -> {
      former.connected = before;
      return before == null || before.number() <= connected.number() ? connected : before;
    });
    return stays.equals(connected) ? former.connected : connected;
  }

  private void leave(AgentId agent, Connected connected) {
    if (hosts.remove(agent, connected)) {
      tell(agent);
      neighbourhood.release(agent, connected.number());
    }
  }

  /** Cuts the connection of an agent that was revoked, if there is one here. */
  public void disconnect(AgentId agent) {
    Connected connected = hosts.remove(agent);
    if (connected != null) {
      part(agent, connected, Parting.REVOKED);
    }
  }

  /**
   * Compares what is here with what is known to all servers: cuts what was revoked or has connected
   * elsewhere, and tells of agents that have come to another server, or left one.
   *
   * @param isAgent whether there is such an agent still
   */
  public void compare(Predicate<AgentId> isAgent) {
    neighbourhood.releaseAll();
    // Looked at first: all of these had their leases before those are read.
    Map<AgentId, Connected> here = Map.copyOf(hosts);
    List<AgentLease> leases = neighbourhood.leases();
    Map<AgentId, AgentLease> known = leases.stream()
        .collect(Collectors.toMap(AgentLease::agent, lease -> lease));
    here.forEach((agent, connected) -> {
      AgentLease lease = known.get(agent);
      if (lease == null && !isAgent.test(agent)) {
        cut(agent, connected, Parting.REVOKED);
      } else if (lease != null && lease.number() > connected.number()) {
        cut(agent, connected, Parting.REPLACED);
      }
    });
    tellOfMoves(elsewhere(leases));
  }

  private void cut(AgentId agent, Connected connected, Parting why) {
    if (hosts.remove(agent, connected)) {
      log.info("agent is not this server's any more agent={} why={}", agent, why);
      try {
        part(agent, connected, why);
      } catch (RuntimeException e) {
        // The others must be looked at all the same.
        log.error("agent could not be disconnected agent={}", agent, e);
      }
    }
  }

  /** Agents that are connected to other servers, and to which incarnation. */
  private Map<AgentId, UUID> elsewhere(List<AgentLease> leases) {
    return leases.stream()
        .filter(lease -> !lease.server().is(neighbourhood.self()))
        .collect(Collectors.toMap(AgentLease::agent, lease -> lease.server().incarnation()));
  }

  private void tellOfMoves(Map<AgentId, UUID> now) {
    Map<AgentId, UUID> before = elsewhere;
    elsewhere = now;
    Set<AgentId> all = new HashSet<>(before.keySet());
    all.addAll(now.keySet());
    all.stream()
        .filter(agent -> !Objects.equals(before.get(agent), now.get(agent)))
        .forEach(this::tell);
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
    private final long number;

    Connected(ContainerHost host, Consumer<Parting> disconnect, long number) {
      this.host = host;
      this.disconnect = disconnect;
      this.number = number;
    }

    ContainerHost host() {
      return host;
    }

    Consumer<Parting> disconnect() {
      return disconnect;
    }

    long number() {
      return number;
    }
  }
}
