package io.whopship.adapter.http;

import static io.whopship.ports.driven.RateLimits.Kind.LOGS;

import io.javalin.http.HttpStatus;
import io.whopship.adapter.http.SocketEndpoint.Admitted;
import io.whopship.adapter.http.socket.Handshake;
import io.whopship.ports.driving.Passes;
import io.whopship.ports.driving.agents.SeeAgents;
import io.whopship.ports.driving.logs.FollowLog;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.logs.LogSubject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** WebSockets on which logs are followed. */
final class ViewerEndpoints {

  /** Each holds some memory, and a file descriptor of the system. */
  private static final int MAX_SOCKETS = 10_000;

  private final FollowLog logs;
  private final SeeAgents agents;
  private final Passes passes;
  private final Gate gate;
  /** Of viewers alone: agents are few, and must not be kept out by them. */
  private final AtomicInteger open = new AtomicInteger();

  ViewerEndpoints(UseCases useCases, Gate gate) {
    this.logs = useCases.logs().follow();
    this.agents = useCases.agents().see();
    this.passes = useCases.passes();
    this.gate = gate;
  }

  List<SocketEndpoint> all() {
    return List.of(
        new SocketEndpoint("/api/agents/{id}/logs/ws",
            request -> admit(request, request.agentId())),
        new SocketEndpoint("/api/logs/ws", request -> admit(request, null)));
  }

  private Admitted admit(Request request, @Nullable AgentId of) {
    Gate.refuseLeaks(request, "POST to the log's path and /ticket");
    if (open.get() >= MAX_SOCKETS) {
      throw new Refusal(Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "The server has " + MAX_SOCKETS
          + " WebSockets open, and takes no more: try again later")
          .retryAfter(Duration.ofSeconds(5)));
    }
    String ticket = request.queryParameter("ticket");
    if (ticket != null && request.bearerToken().isEmpty()) {
      return admitByTicket(request, new Secret(ticket), subject(request, of), of);
    }
    Passes.Admitted admitted = gate.admitWhile(request, LOGS);
    if (request.bearerToken().isEmpty()) {
      requireOwnOrigin(request);
    }
    if (of != null) {
      LogPlace.check(admitted.caller(), of, agents);
    }
    return admitted(new Viewer(admitted.caller(), of, null), admitted.until());
  }

  private Admitted admitByTicket(Request request, Secret ticket, LogSubject subject,
      @Nullable AgentId of) {
    Passes.Admitted admitted = passes.byTicket(ticket, subject)
        .orElseThrow(() -> new Refusal(Problem.unauthorized()
            .about("ticket",
                "Is not for this log, or has expired: ask for another one")));
    Caller caller = gate.counted(admitted.caller(), request, LOGS);
    return admitted(new Viewer(caller, of, subject), admitted.until());
  }

  private Admitted admitted(Viewer viewer, Instant until) {
    Duration left = Duration.between(Instant.now(), until);
    Duration lifetime = left.compareTo(Handshake.FOR_EVER) < 0 ? left : Handshake.FOR_EVER;
    return new Admitted(new ViewerSocket(logs, viewer, open), ViewerSocket.MAX_MESSAGE, lifetime);
  }

  /** A browser sends cookies with whatever page opens a WebSocket; but it says which one does. */
  private static void requireOwnOrigin(Request request) {
    String origin = request.header("Origin");
    String host = request.header("Host");
    if (origin == null || host == null || !host.equalsIgnoreCase(authority(origin))) {
      throw new Refusal(Problem.forbidden("A session cookie opens WebSockets from pages of this"
          + " host alone: Origin is " + origin));
    }
  }

  private static @Nullable String authority(String origin) {
    try {
      return URI.create(origin).getAuthority();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The log that a ticket is said to be for. */
  private static LogSubject subject(Request request, @Nullable AgentId of) {
    if (of != null) {
      return container(request, of);
    }
    List<String> given = Stream.of("containerId", "deployment", "worker")
        .filter(name -> request.queryParameter(name) != null)
        .toList();
    if (given.size() != 1) {
      throw new Refusal(Problem.invalidParameter("ticket", "Must come with the log it is for:"
          + " exactly one of deployment, worker, or agent and containerId"));
    }
    return switch (given.getFirst()) {
      case "deployment" -> new LogSubject.OfDeployment(deployment(request, "deployment"));
      case "worker" -> new LogSubject.OfWorker(deployment(request, "worker"));
      default -> container(request,
          request.requiredParameter("agent", AgentEndpoints::agentId));
    };
  }

  private static LogSubject container(Request request, AgentId agent) {
    return new LogSubject.OfContainer(agent,
        request.requiredParameter("containerId", ContainerName::new));
  }

  private static DeploymentId deployment(Request request, String name) {
    return new DeploymentId(request.requiredNumber(name));
  }
}
