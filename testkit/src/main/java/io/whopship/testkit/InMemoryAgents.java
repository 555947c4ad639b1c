package io.whopship.testkit;

import io.whopship.ports.driven.agents.Agents;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.identity.TokenHash;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Agents in memory. Safe for use by many threads. */
public final class InMemoryAgents implements Agents {

  private record Entry(Agent agent, TokenHash token, Instant expiresAt, @Nullable TokenHash key) {

    Entry registered(TokenHash newKey, Instant now) {
      return new Entry(new Agent(agent.id(), agent.owner(), agent.name(), agent.createdAt(), now),
          token, expiresAt, newKey);
    }
  }

  private final Map<AgentId, Entry> entries = new LinkedHashMap<>();

  @Override
  public synchronized void add(Agent agent, TokenHash token, Instant expiresAt) {
    entries.put(agent.id(), new Entry(agent, token, expiresAt, null));
  }

  @Override
  public synchronized Optional<Agent> register(TokenHash token, TokenHash key, Instant now) {
    Optional<Entry> entry = entries.values()
        .stream()
        .filter(candidate -> candidate.token().equals(token))
        .filter(candidate -> key.equals(candidate.key())
            || (candidate.key() == null && now.isBefore(candidate.expiresAt())
                && findByKey(key).isEmpty()))
        .findFirst();
    return entry.map(found -> {
      Entry registered = found.key() == null ? found.registered(key, now) : found;
      entries.put(registered.agent().id(), registered);
      return registered.agent();
    });
  }

  @Override
  public synchronized Optional<Agent> findByKey(TokenHash key) {
    return entries.values()
        .stream()
        .filter(entry -> key.equals(entry.key()))
        .map(Entry::agent)
        .findFirst();
  }

  @Override
  public synchronized Optional<Agent> find(AgentId id) {
    return Optional.ofNullable(entries.get(id)).map(Entry::agent);
  }

  @Override
  public List<Agent> list(OwnerId owner) {
    return list().stream().filter(agent -> agent.owner().equals(owner)).toList();
  }

  @Override
  public synchronized List<Agent> list() {
    return entries.values().stream().map(Entry::agent).limit(1_000).toList();
  }

  @Override
  public synchronized boolean remove(AgentId id) {
    return entries.remove(id) != null;
  }
}
