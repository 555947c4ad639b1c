package io.whopship.adapter.http;

import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.driven.agents.ContainerHost.Action;
import io.whopship.ports.driving.agents.ConnectAgent;
import io.whopship.ports.driving.agents.ControlContainers;
import io.whopship.ports.driving.agents.InviteAgent;
import io.whopship.ports.driving.agents.SeeAgents;
import io.whopship.ports.driving.servers.ServePeers;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.identity.TokenHash;
import io.whopship.ports.model.servers.PeerCall;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One agent of acme's, {@value #KEY} its key, and what becomes of it. */
final class ScriptedAgents
    implements
      ConnectAgent,
      SeeAgents,
      ControlContainers,
      InviteAgent,
      ServePeers {

  static final AgentId ID = new AgentId(UUID.fromString("98f63c0b-e48c-45a6-a9fe-a80108c81791"));
  static final String KEY = "key-of-the-agent";
  static final String PASS = "pass-of-a-peer";
  static final Agent AGENT = new Agent(ID, Core.ACME.owner(), "maestro", Samples.NOON,
      Samples.NOON.plusSeconds(5));

  volatile boolean revoked;
  volatile boolean connected;
  volatile @Nullable ContainerHost host;
  volatile @Nullable Consumer<Parting> disconnect;
  volatile @Nullable RuntimeException authenticateFails;
  volatile ControlContainers.Outcome controlled = new ControlContainers.Outcome.Done();
  final List<String> actions = new CopyOnWriteArrayList<>();
  final List<PeerCall> calls = new CopyOnWriteArrayList<>();

  UseCases.ForAgents useCases() {
    return new UseCases.ForAgents(this, this, this, this, this);
  }

  @Override
  public Invited invite(Caller caller, String name) {
    return new Invited(new Agent(ID, caller.owner(), name, Samples.NOON, null),
        new Secret("one-time"), Samples.NOON.plus(VALID));
  }

  @Override
  public Optional<Agent> register(Secret token, TokenHash key) {
    return token.reveal().equals("one-time") && key.equals(TokenHash.of(new Secret(KEY)))
        ? Optional.of(AGENT)
        : Optional.empty();
  }

  @Override
  public Optional<Agent> authenticate(Secret key) {
    RuntimeException failure = authenticateFails;
    if (failure != null) {
      throw failure;
    }
    return !revoked && key.reveal().equals(KEY) ? Optional.of(AGENT) : Optional.empty();
  }

  @Override
  public Connection connect(Agent agent, ContainerHost newHost,
      Consumer<Parting> newDisconnect) {
    disconnect = newDisconnect;
    host = newHost;
    connected = true;
    return () -> connected = false;
  }

  @Override
  public List<Seen> list(Caller caller) {
    return List.of(new Seen(AGENT, connected));
  }

  @Override
  public SeeAgents.Outcome find(Caller caller, AgentId agent) {
    return switch (agent.toString().charAt(0)) {
      case '9' -> new SeeAgents.Outcome.Found(new Seen(AGENT, connected));
      case '8' -> new SeeAgents.Outcome.NotYours();
      default -> new SeeAgents.Outcome.NoSuchAgent();
    };
  }

  @Override
  public SeeAgents.Outcome revoke(Caller caller, AgentId agent) {
    revoked = true;
    return find(caller, agent);
  }

  @Override
  public ControlContainers.Outcome list(Caller caller, AgentId agent) {
    return controlled;
  }

  @Override
  public ControlContainers.Outcome act(Caller caller, AgentId agent, ContainerName container,
      Action action) {
    actions.add(action + " " + container);
    return controlled;
  }

  @Override
  public boolean admits(Secret pass, PeerCall call) {
    calls.add(call);
    return pass.reveal().equals(PASS) && call.agent().equals(ID);
  }

  @Override
  public Optional<ContainerHost> host(AgentId agent) {
    return Optional.ofNullable(host);
  }
}
