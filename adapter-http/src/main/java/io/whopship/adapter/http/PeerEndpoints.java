package io.whopship.adapter.http;

import io.javalin.http.HttpStatus;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.driven.agents.ContainerHost.Action;
import io.whopship.ports.driven.agents.ContainerHost.Done;
import io.whopship.ports.driving.servers.ServePeers;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.logs.LogSubject;
import io.whopship.ports.model.servers.PeerCall;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What other servers ask for. These paths are apart from those of callers: no token opens them, and
 * a peer's pass opens nothing else. Whoever has a proxy before the servers need not let them
 * through.
 */
final class PeerEndpoints {

  private static final Pattern PASS = Pattern.compile("WhopShip-Peer ([A-Za-z0-9_-]{1,200})");
  private static final String AGENT = "/peer/agents/{id}";

  private final ServePeers peers;
  private final LogStreams streams;

  PeerEndpoints(ServePeers peers, LogStreams streams) {
    this.peers = peers;
    this.streams = streams;
  }

  List<Endpoint> all() {
    return List.of(
        Endpoint.get(AGENT + "/containers",
            request -> withHost(request,
                host -> Answer.json(HttpStatus.OK, AgentJson.containers(host.containers())))),
        control("start", Action.START),
        control("stop", Action.STOP),
        control("restart", Action.RESTART),
        Endpoint.get(AGENT + "/containers/{name}/logs/stream", this::stream));
  }

  private Endpoint control(String word, Action action) {
    return Endpoint.post(AGENT + "/containers/{name}/" + word,
        request -> withHost(request, host -> answer(host.act(container(request), action))));
  }

  private Answer stream(Request request) {
    return withHost(request,
        host -> streams.stream(new Gate.Viewer(ServePeers.PEER,
            new LogSubject.OfContainer(request.agentId(), container(request)), Instant.MAX),
            request));
  }

  private static ContainerName container(Request request) {
    return request.value("name", ContainerName::new);
  }

  private static Answer answer(Done done) {
    var json = Json.object();
    return Answer.json(HttpStatus.OK, switch (done) {
      case Done.Ok() -> json.put("outcome", "ok");
      case Done.NoSuchContainer() -> json.put("outcome", "no_such_container");
      case Done.Refused(String reason) ->
        json.put("outcome", "refused").put("reason", Json.wellFormed(reason));
    });
  }

  /** Answers with the host of the agent that is asked for, if a peer asks and it is here. */
  private Answer withHost(Request request, Asking asking) {
    AgentId agent = request.agentId();
    if (!peers.admits(pass(request), new PeerCall(agent, request.method(), request.target()))) {
      throw new Refusal(Problem.unauthorized("The pass is not for this server and call, or has"
          + " expired: servers on one database need the same WHOPSHIP_SIGNING_KEY, and clocks that"
          + " differ by less than " + ServePeers.PASS.toSeconds() + " s"));
    }
    request.isFrom(ServePeers.PEER);
    ContainerHost host = peers.host(agent)
        .orElseThrow(() -> new Refusal(
            LogPlace.unavailable("The agent is not connected to this server")));
    try {
      return asking.of(host);
    } catch (PortException.Unavailable e) {
      return LogPlace.unavailable(String.valueOf(e.getMessage()));
    }
  }

  private static Secret pass(Request request) {
    String header = request.header("Authorization");
    Matcher matcher = PASS.matcher(header == null ? "" : header);
    return new Secret(matcher.matches() ? matcher.group(1) : "");
  }

  /** A question to a host. */
  private interface Asking {
    Answer of(ContainerHost host);
  }
}
