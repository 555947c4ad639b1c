package io.whopship.testkit.cloudflare.rest;

import io.whopship.testkit.http.Answer;
import io.whopship.testkit.http.Request;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds who answers a path. Routes are added before the first request comes. */
public final class Router {

  private static final String BASE = "/client/v4";

  /** Answers, or throws {@link RefusedException}. */
  @FunctionalInterface
  public interface Handler {
    Answer handle(Ask ask);
  }

  private record Route(String method, List<String> pattern, String permission, boolean open,
      Handler handler) {

    Optional<Map<String, String>> match(String wanted, List<String> segments) {
      if (!method.equals(wanted) || segments.size() != pattern.size()) {
        return Optional.empty();
      }
      Map<String, String> parameters = new HashMap<>();
      for (int i = 0; i < pattern.size(); i++) {
        String expected = pattern.get(i);
        if (expected.startsWith("{")) {
          parameters.put(expected.substring(1, expected.length() - 1), decoded(segments.get(i)));
        } else if (!expected.equals(segments.get(i))) {
          return Optional.empty();
        }
      }
      return Optional.of(parameters);
    }

    private static String decoded(String segment) {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
  }

  /** Adds routes that need one permission. */
  public final class Family {

    private final String permission;
    private final boolean open;

    private Family(String permission, boolean open) {
      this.permission = permission;
      this.open = open;
    }

    /** A route; {@code {name}} stands for one segment of the path. */
    public Family on(String method, String pattern, Handler handler) {
      routes.add(new Route(method, List.of(pattern.split("/", -1)), permission, open, handler));
      return this;
    }
  }

  private final String account;
  private final Tokens tokens;
  private final List<Route> routes = new ArrayList<>();

  public Router(String account, Tokens tokens) {
    this.account = account;
    this.tokens = tokens;
  }

  /** Routes for tokens that have a permission, by the name that Cloudflare's dashboard gives it. */
  public Family needing(String permission) {
    return new Family(permission, false);
  }

  /** Routes that look at the authorization themselves. */
  public Family open() {
    return new Family(Tokens.ANY, true);
  }

  public Answer answer(Request request) {
    try {
      return handle(request);
    } catch (RefusedException e) {
      return e.answer();
    }
  }

  private Answer handle(Request request) {
    String authorization = request.header("authorization").orElse("");
    String path = request.path();
    if (path.startsWith(BASE + "/")) {
      List<String> segments = List.of(path.substring(BASE.length()).split("/", -1));
      for (Route route : routes) {
        Optional<Map<String, String>> parameters = route.match(request.method(), segments);
        if (parameters.isPresent()) {
          if (!route.open) {
            tokens.check(authorization, route.permission);
          }
          if (!parameters.get().getOrDefault("account", account).equals(account)) {
            throw RefusedException.noSuchRoute(path);
          }
          return route.handler.handle(new Ask(request, parameters.get()));
        }
      }
    }
    tokens.check(authorization, Tokens.ANY);
    throw RefusedException.noSuchRoute(path);
  }
}
