package io.whopship.core.agents;

import io.whopship.ports.driven.agents.Agents;
import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.driving.agents.ConnectAgent;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.identity.TokenHash;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class ConnectAgentService implements ConnectAgent {

  private static final Logger log = LoggerFactory.getLogger(ConnectAgentService.class);

  private final Agents agents;
  private final ConnectedHosts hosts;
  private final InstantSource clock;

  ConnectAgentService(Agents agents, ConnectedHosts hosts, InstantSource clock) {
    this.agents = agents;
    this.hosts = hosts;
    this.clock = clock;
  }

  @Override
  public Optional<Agent> register(Secret token, TokenHash key) {
    Optional<Agent> agent = agents.register(TokenHash.of(token), key, clock.instant());
    agent.ifPresent(registered -> log.info("agent registered agent={}", registered.id()));
    return agent;
  }

  @Override
  public Optional<Agent> authenticate(Secret key) {
    return agents.findByKey(TokenHash.of(key));
  }

  @Override
  public Connection connect(Agent agent, ContainerHost host, Consumer<Parting> disconnect) {
    log.info("agent connected agent={} name=\"{}\"", agent.id(), agent.name());
    return hosts.connect(agent.id(), host, disconnect);
  }
}
