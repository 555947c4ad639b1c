package io.whopship.adapter.http;

import io.javalin.http.HttpStatus;
import io.whopship.ports.driven.RateLimits;
import io.whopship.ports.driving.Authenticate;
import io.whopship.ports.driving.Passes;
import io.whopship.ports.model.identity.Caller;
import java.util.Optional;

/** Lets in who says who they are, as often as they may. */
final class Gate {

  private final Authenticate authenticate;
  private final Passes passes;
  private final RateLimits limits;

  Gate(Authenticate authenticate, Passes passes, RateLimits limits) {
    this.authenticate = authenticate;
    this.passes = passes;
    this.limits = limits;
  }

  /** An action that only known callers reach. */
  Endpoint.Action guard(RateLimits.Kind kind, Endpoint.CallerAction action) {
    return request -> action.answer(admit(request, kind), request);
  }

  Caller admit(Request request, RateLimits.Kind kind) {
    return counted(known(request).orElseThrow(() -> new Refusal(Problem.unauthorized())), request,
        kind);
  }

  private Optional<Caller> known(Request request) {
    return request.bearerToken().isPresent()
        ? request.bearerToken().flatMap(authenticate::authenticate)
        : request.session().flatMap(passes::bySession);
  }

  /** Counts a request of somebody who is known by other means than the usual ones. */
  Caller counted(Caller caller, Request request, RateLimits.Kind kind) {
    request.isFrom(caller);
    return switch (limits.count(caller.owner(), kind)) {
      case RateLimits.Verdict.Allowed a -> caller;
      case RateLimits.Verdict.Exceeded e -> throw new Refusal(
          Problem.of(HttpStatus.TOO_MANY_REQUESTS, "Too many requests: wait before the next one")
              .retryAfter(e.retryAfter()));
    };
  }
}
