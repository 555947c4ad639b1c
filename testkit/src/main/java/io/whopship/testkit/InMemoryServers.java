package io.whopship.testkit;

import io.whopship.ports.driven.servers.Servers;
import io.whopship.ports.model.servers.Registration;
import io.whopship.ports.model.servers.RunningServer;
import io.whopship.ports.model.servers.ServerName;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Servers in memory, by a clock that is the store's own. Safe for use by many threads. */
public final class InMemoryServers implements Servers {

  private record Entry(RunningServer server, Instant heartbeat) {}

  private final InstantSource clock;
  private final Map<ServerName, Entry> entries = new TreeMap<>(
      Comparator.comparing(ServerName::value));

  public InMemoryServers(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public synchronized Registration register(RunningServer server) {
    Optional<RunningServer> namesake = alive().stream()
        .filter(other -> other.name().equals(server.name()))
        .filter(other -> !other.is(server) && !server.cameAfter(other))
        .findFirst();
    if (namesake.isPresent()) {
      return new Registration.NameTaken(namesake.get());
    }
    List<RunningServer> others = alive().stream()
        .filter(other -> !other.name().equals(server.name()))
        .toList();
    Optional<RunningServer> local = others.stream()
        .filter(RunningServer::keepsSomethingLocal)
        .findFirst();
    if (local.isPresent()) {
      return new Registration.OtherIsLocal(local.get());
    }
    if (server.keepsSomethingLocal() && !others.isEmpty()) {
      return new Registration.NotAlone(others.getFirst());
    }
    entries.values().removeIf(entry -> !isAlive(entry));
    entries.put(server.name(), new Entry(server, clock.instant()));
    return new Registration.Registered();
  }

  @Override
  public synchronized boolean renew(RunningServer server) {
    Entry entry = entries.get(server.name());
    if (entry == null || !entry.server().is(server)) {
      return false;
    }
    entries.put(server.name(), new Entry(server, clock.instant()));
    return true;
  }

  @Override
  public synchronized void deregister(RunningServer server) {
    entries.values().removeIf(entry -> entry.server().is(server));
  }

  @Override
  public synchronized List<RunningServer> alive() {
    return entries.values().stream().filter(this::isAlive).map(Entry::server).toList();
  }

  private boolean isAlive(Entry entry) {
    return clock.instant().isBefore(entry.heartbeat().plus(LEASE));
  }
}
