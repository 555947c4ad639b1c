package io.whopship.adapter.http;

import static io.whopship.ports.driven.RateLimits.Kind.OTHER;

import io.javalin.http.HttpStatus;
import io.whopship.ports.driving.FindDeployment;
import io.whopship.ports.driving.Passes;
import io.whopship.ports.driving.agents.SeeAgents;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.logs.LogSubject;
import java.util.List;

/** Credentials that may stand in a URL: each opens one log, for a while. */
final class LogTickets {

  private final Passes passes;
  private final FindDeployment deployments;
  private final SeeAgents agents;
  private final Gate gate;

  LogTickets(UseCases useCases, Gate gate) {
    this.passes = useCases.passes();
    this.deployments = useCases.deployments().find();
    this.agents = useCases.agents().see();
    this.gate = gate;
  }

  List<Endpoint> all(List<LogPlace> places) {
    return places.stream()
        .map(place -> Endpoint.post(place.path() + "/ticket",
            gate.guard(OTHER, (caller, request) -> issue(caller, request, place))))
        .toList();
  }

  private Answer issue(Caller caller, Request request, LogPlace place) {
    LogSubject subject = place.require(request);
    LogPlace.check(caller, subject, deployments, agents);
    Passes.Pass ticket = passes.ticket(request.requireBearerToken(), subject);
    String text = ticket.text().reveal();
    String log = request.path().replaceFirst("/ticket$", "");
    return Answer.json(HttpStatus.CREATED, Json.object()
        .put("ticket", text)
        .put("expiresAt", Json.timestamp(ticket.expiresAt()))
        .put("url", log + "/stream?ticket=" + text));
  }
}
