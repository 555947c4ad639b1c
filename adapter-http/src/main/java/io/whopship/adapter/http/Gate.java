package io.whopship.adapter.http;

import io.javalin.http.HttpStatus;
import io.whopship.ports.driven.RateLimits;
import io.whopship.ports.driven.RateLimits.Policy;
import io.whopship.ports.driven.RateLimits.Verdict;
import io.whopship.ports.driving.Authenticate;
import io.whopship.ports.driving.Passes;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.logs.LogSubject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Lets in who says who they are, as often as they may. */
final class Gate {

  /** Names under which people put a lasting credential into a URL, where it would be logged. */
  private static final List<String> LEAKS = List.of("token", "access_token", "password");

  private final Authenticate authenticate;
  private final Passes passes;
  private final RateLimits limits;
  private final Repeats repeats;

  Gate(Authenticate authenticate, Passes passes, RateLimits limits, Repeats repeats) {
    this.authenticate = authenticate;
    this.passes = passes;
    this.limits = limits;
    this.repeats = repeats;
  }

  /** An action that only known callers reach. */
  Endpoint.Action guard(RateLimits.Kind kind, Endpoint.CallerAction action) {
    return request -> repeats.answer(admit(request, kind), request, action);
  }

  /** One that shows a log, which a ticket opens too. */
  Endpoint.Action guard(RateLimits.Kind kind, LogPlace place, ViewerAction action) {
    return request -> action.answer(admit(request, kind, place), request);
  }

  Caller admit(Request request, RateLimits.Kind kind) {
    return admitWhile(request, kind).caller().from(request.origin());
  }

  /** Says also until when they are known: {@link Instant#MAX} if they are for ever. */
  Passes.Admitted admitWhile(Request request, RateLimits.Kind kind) {
    Passes.Admitted admitted = known(request)
        .orElseThrow(() -> new Refusal(Problem.unauthorized()));
    counted(admitted.caller(), request, kind);
    return admitted;
  }

  private Viewer admit(Request request, RateLimits.Kind kind, LogPlace place) {
    refuseLeaks(request, "POST " + place.path() + "/ticket");
    String ticket = request.queryParameter("ticket");
    if (ticket == null || request.bearerToken().isPresent()) {
      return new Viewer(admit(request, kind), place.require(request), Instant.MAX);
    }
    return place.subject()
        .apply(request)
        .flatMap(subject -> passes.byTicket(new Secret(ticket), subject)
            .map(admitted -> new Viewer(counted(admitted.caller(), request, kind), subject,
                admitted.until())))
        .orElseThrow(() -> new Refusal(Problem.unauthorized("The ticket is not for this log, or has"
            + " expired: get another with POST " + place.path() + "/ticket")));
  }

  private Optional<Passes.Admitted> known(Request request) {
    return request.bearerToken().isPresent()
        ? request.bearerToken()
            .flatMap(authenticate::authenticate)
            .map(caller -> new Passes.Admitted(caller, Instant.MAX))
        : request.session().flatMap(passes::bySession);
  }

  /** Counts a request of somebody who is known by other means than the usual ones. */
  Caller counted(Caller caller, Request request, RateLimits.Kind kind) {
    request.isFrom(caller);
    return switch (limits.count(caller.owner(), kind)) {
      case Verdict.Unlimited u -> caller;
      case Verdict.Allowed(Policy policy, long left, Duration reset) -> {
        request.answerWith(RateFields.of(name(kind), policy, left, reset));
        yield caller;
      }
      case Verdict.Exceeded(Policy policy, Duration wait) -> throw new Refusal(
          Problem.of(HttpStatus.TOO_MANY_REQUESTS, "Too many requests: wait before the next one")
              .with(RateFields.of(name(kind), policy, 0, wait))
              .retryAfter(wait));
    };
  }

  private static String name(RateLimits.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** Refuses a lasting credential in the URL; {@code tickets} says where there are others. */
  static void refuseLeaks(Request request, String tickets) {
    for (String name : LEAKS) {
      if (request.queryParameter(name) != null) {
        throw new Refusal(Problem.invalidParameter(name, "Must not be in a URL, which others may"
            + " see: send the token as the header Authorization: Bearer, or, from a browser, use"
            + " ?ticket= with what " + tickets + " answers"));
      }
    }
  }

  /**
   * Somebody who may look at a log, if it is theirs.
   *
   * @param until when they must have gone: {@link Instant#MAX} if at no time
   */
  record Viewer(Caller caller, LogSubject subject, Instant until) {}

  /** Answers somebody who wants to look at a log. */
  @FunctionalInterface
  interface ViewerAction {
    Answer answer(Viewer viewer, Request request);
  }
}
