package io.whopship.adapter.http;

import io.javalin.http.HttpStatus;
import io.whopship.ports.driven.RateLimits;
import io.whopship.ports.driving.Authenticate;
import io.whopship.ports.model.identity.Caller;

/** Lets in who says who they are, as often as they may. */
final class Gate {

  private final Authenticate authenticate;
  private final RateLimits limits;

  Gate(Authenticate authenticate, RateLimits limits) {
    this.authenticate = authenticate;
    this.limits = limits;
  }

  /** An action that only known callers reach. */
  Endpoint.Action guard(RateLimits.Kind kind, Endpoint.CallerAction action) {
    return request -> action.answer(admit(request, kind), request);
  }

  private Caller admit(Request request, RateLimits.Kind kind) {
    Caller caller = request.bearerToken()
        .flatMap(authenticate::authenticate)
        .orElseThrow(() -> new Refusal(Problem.unauthorized()));
    request.isFrom(caller);
    return switch (limits.count(caller.owner(), kind)) {
      case RateLimits.Verdict.Allowed a -> caller;
      case RateLimits.Verdict.Exceeded e -> throw new Refusal(
          Problem.of(HttpStatus.TOO_MANY_REQUESTS, "Too many requests: wait before the next one")
              .retryAfter(e.retryAfter()));
    };
  }
}
