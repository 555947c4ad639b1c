package io.whopship.adapter.http;

import static io.whopship.ports.driven.RateLimits.Kind.OTHER;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.HttpStatus;
import io.whopship.adapter.http.socket.Handshake;
import io.whopship.ports.driven.agents.ContainerHost.Action;
import io.whopship.ports.driving.agents.ControlContainers;
import io.whopship.ports.driving.agents.InviteAgent;
import io.whopship.ports.driving.agents.SeeAgents;
import io.whopship.ports.driving.logs.WatchStreams;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.identity.TokenHash;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Agents, and the containers on their hosts. */
final class AgentEndpoints {

  private final UseCases.ForAgents agents;
  private final WatchStreams streams;
  private final Gate gate;
  private final URI apiUrl;

  AgentEndpoints(UseCases.ForAgents agents, WatchStreams streams, Gate gate, URI apiUrl) {
    this.agents = agents;
    this.streams = streams;
    this.gate = gate;
    this.apiUrl = apiUrl;
  }

  List<Endpoint> all() {
    return List.of(
        Endpoint.post("/api/agents/tokens", gate.guard(OTHER, this::invite)),
        // Open to all: the token in the body is the credential.
        Endpoint.post("/api/agents/register", this::register),
        Endpoint.get("/api/agents", gate.guard(OTHER, this::list)),
        Endpoint.get("/api/agents/{id}", gate.guard(OTHER, this::find)),
        Endpoint.delete("/api/agents/{id}", gate.guard(OTHER, this::revoke)),
        Endpoint.get("/api/agents/{id}/status", gate.guard(OTHER, this::status)),
        Endpoint.get("/api/agents/{id}/containers", gate.guard(OTHER, this::containers)),
        control("start", Action.START),
        control("stop", Action.STOP),
        control("restart", Action.RESTART));
  }

  /** Where agents connect, with the key they registered. */
  SocketEndpoint connect(RemoteHost.Times times) {
    return new SocketEndpoint("/api/agents/connect", request -> {
      Secret key = request.bearerToken().orElseThrow(() -> new Refusal(unknownKey()));
      Agent agent = agents.connect()
          .authenticate(key)
          .orElseThrow(() -> new Refusal(unknownKey()));
      return new SocketEndpoint.Admitted(
          new AgentSocket(agents.connect(), agent, key, times), AgentSocket.MAX_MESSAGE,
          Handshake.FOR_EVER);
    });
  }

  private static Problem unknownKey() {
    return Problem.unauthorized("The agent's key is missing, unknown or revoked: register again"
        + " with a token from POST /api/agents/tokens");
  }

  private Endpoint control(String word, Action action) {
    return Endpoint.post("/api/agents/{id}/containers/{name}/" + word,
        gate.guard(OTHER, (caller, request) -> answer(agents.containers()
            .act(caller, request.agentId(), request.value("name", ContainerName::new), action))));
  }

  private Answer invite(Caller caller, Request request) {
    JsonBody body = request.json();
    String name = body.text("name");
    InviteAgent.Invited invited = body.checked("name", () -> agents.invite().invite(caller, name));
    String token = invited.token().reveal();
    return Answer.created("/api/agents/" + invited.agent().id(), Json.object()
        .put("agentId", invited.agent().id().toString())
        .put("name", invited.agent().name())
        .put("token", token)
        .put("expiresAt", Json.timestamp(invited.expiresAt()))
        // Others on a host can see its command lines, but not a process's variables.
        .put("command",
            "WHOPSHIP_AGENT_TOKEN=" + token + " ./whopship agent --server " + apiUrl));
  }

  private Answer register(Request request) {
    JsonBody body = request.json();
    Secret token = new Secret(body.text("token"));
    TokenHash key = body.value("keyHash", AgentEndpoints::keyHash);
    return agents.connect()
        .register(token, key)
        .map(agent -> Answer.json(HttpStatus.OK, Json.object()
            .put("agentId", agent.id().toString())
            .put("name", agent.name())))
        .orElseGet(() -> Problem.of(HttpStatus.UNAUTHORIZED,
            "The token is unknown, used or expired: make another with POST /api/agents/tokens"));
  }

  private static TokenHash keyHash(String text) {
    try {
      return new TokenHash(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Must be the SHA-256 of the agent's key, 64 digits of 0-9 a-f", e);
    }
  }

  private Answer list(Caller caller, Request request) {
    ObjectNode json = Json.object();
    ArrayNode items = json.putArray("agents");
    agents.see().list(caller).forEach(seen -> items.add(AgentJson.agent(seen)));
    return Answer.json(HttpStatus.OK, json);
  }

  private Answer find(Caller caller, Request request) {
    return switch (agents.see().find(caller, request.agentId())) {
      case SeeAgents.Outcome.Found found ->
        Answer.json(HttpStatus.OK, AgentJson.agent(found.agent()));
      case SeeAgents.Outcome.NoSuchAgent n -> Problem.noSuchAgent();
      case SeeAgents.Outcome.NotYours n -> Problem.notYourAgent();
    };
  }

  private Answer revoke(Caller caller, Request request) {
    return switch (agents.see().revoke(caller, request.agentId())) {
      case SeeAgents.Outcome.Found f -> new Answer.Empty();
      case SeeAgents.Outcome.NoSuchAgent n -> Problem.noSuchAgent();
      case SeeAgents.Outcome.NotYours n -> Problem.notYourAgent();
    };
  }

  private Answer status(Caller caller, Request request) {
    AgentId id = request.agentId();
    return switch (agents.see().find(caller, id)) {
      case SeeAgents.Outcome.Found found -> switch (streams.streams(caller, id)) {
        case WatchStreams.Outcome.Found watched -> Answer.json(HttpStatus.OK,
            AgentJson.status(found.agent().agent(), watched));
        case WatchStreams.Outcome.NoSuchAgent n -> Problem.noSuchAgent();
        case WatchStreams.Outcome.NotYours n -> Problem.notYourAgent();
      };
      case SeeAgents.Outcome.NoSuchAgent n -> Problem.noSuchAgent();
      case SeeAgents.Outcome.NotYours n -> Problem.notYourAgent();
    };
  }

  private Answer containers(Caller caller, Request request) {
    return answer(agents.containers().list(caller, request.agentId()));
  }

  private static Answer answer(ControlContainers.Outcome outcome) {
    return switch (outcome) {
      case ControlContainers.Outcome.Found found ->
        Answer.json(HttpStatus.OK, AgentJson.containers(found.containers()));
      case ControlContainers.Outcome.Done d -> new Answer.Empty();
      case ControlContainers.Outcome.NoSuchAgent n -> Problem.noSuchAgent();
      case ControlContainers.Outcome.NoSuchContainer n -> Problem.notFound(
          "Container not found (a container's name is meant, not its id)");
      case ControlContainers.Outcome.NotYours n -> Problem.notYourAgent();
      case ControlContainers.Outcome.Refused refused ->
        Problem.conflict("The engine refused: " + refused.reason());
      case ControlContainers.Outcome.Unavailable unavailable ->
        Problem.of(HttpStatus.SERVICE_UNAVAILABLE,
            "The agent cannot be reached: " + unavailable.reason())
            .retryAfter(Duration.ofSeconds(5));
    };
  }

  static AgentId agentId(String text) {
    try {
      AgentId id = new AgentId(UUID.fromString(text));
      if (id.toString().equalsIgnoreCase(text)) {
        return id;
      }
    } catch (IllegalArgumentException e) {
      // Said below: a UUID with digits left out is none here either.
    }
    throw new IllegalArgumentException(
        "Must be a UUID, as in 550e8400-e29b-41d4-a716-446655440000");
  }
}
