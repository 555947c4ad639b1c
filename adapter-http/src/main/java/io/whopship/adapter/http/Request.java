package io.whopship.adapter.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.Origin;
import io.whopship.ports.model.identity.Secret;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;

/** A request, and the values of the model that are read from it. */
final class Request {

  private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +([\\x21-\\x7e]+)");
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

  /** The most that 64 variables of 5 KiB need, written in JSON with room for escapes. */
  private static final byte[] EMPTY_OBJECT = {'{', '}'};
  private static final int MAX_JSON_BYTES = 1024 * 1024;

  private static final Pattern UUID_TEXT = Pattern.compile(
      "(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final Context context;
  private final byte @Nullable [] read;
  private final @Nullable UUID turn;

  Request(Context context) {
    this(context, null, null);
  }

  private Request(Context context, byte @Nullable [] read, @Nullable UUID turn) {
    this.context = context;
    this.read = read;
    this.turn = turn;
  }

  /** The same, of which the body was read already, and which is done under this name. */
  Request inTurn(UUID id, byte[] body) {
    return new Request(context, body, id);
  }

  /** The name under which the request is done, also if it is sent again; {@code null} for none. */
  @Nullable
  UUID turn() {
    return turn;
  }

  /** Whether its caller gave it a key, and the method is one that a key means something to. */
  boolean mayBeKeyed() {
    boolean changes = context.method().equals(HandlerType.POST)
        || context.method().equals(HandlerType.PATCH);
    return changes && context.header(IdempotencyKey.HEADER) != null;
  }

  String idempotencyKey() {
    return IdempotencyKey.parse(headers(IdempotencyKey.HEADER));
  }

  /** The token of the Authorization header. One in the query is never looked at. */
  Optional<Secret> bearerToken() {
    String header = context.header("Authorization");
    Matcher matcher = BEARER.matcher(header == null ? "" : header.strip());
    return matcher.matches() ? Optional.of(new Secret(matcher.group(1))) : Optional.empty();
  }

  /** For what is guarded by it. */
  Secret requireBearerToken() {
    return bearerToken().orElseThrow(() -> new Refusal(Problem.unauthorized()));
  }

  /** What the session cookie holds, if the request changes nothing: only then it counts. */
  Optional<Secret> session() {
    boolean reads = context.method().equals(HandlerType.GET) || isHead();
    String cookie = reads ? context.cookie(SessionEndpoints.COOKIE) : null;
    return cookie == null || cookie.isEmpty()
        ? Optional.empty()
        : Optional.of(new Secret(cookie));
  }

  /** Only the headers of the answer are wanted. */
  boolean isHead() {
    return context.method().equals(HandlerType.HEAD);
  }

  /** All values of a header; none if it is not there. */
  List<String> headers(String name) {
    return Collections.list(context.req().getHeaders(name));
  }

  @Nullable
  String header(String name) {
    return context.header(name);
  }

  String method() {
    return context.method().name();
  }

  /** All parameters as they were sent; empty if there are none. */
  String query() {
    return Objects.requireNonNullElse(context.queryString(), "");
  }

  /** The path and all parameters as they were sent, with nothing decoded. */
  String target() {
    return context.req().getRequestURI() + (query().isEmpty() ? "" : "?" + query());
  }

  /** The id by which the log and the answer call it. */
  String id() {
    return CommonHeaders.requestId(context.res());
  }

  /** The path as it was asked for. */
  String path() {
    return context.path();
  }

  /** Notes who asks, for the access log. */
  void isFrom(Caller caller) {
    context.req().setAttribute(AccessLog.OWNER, caller.owner().value());
  }

  /** Has its answer carry these headers, whatever the answer is. */
  void answerWith(Map<String, String> headers) {
    headers.forEach(context::header);
  }

  DeploymentId deploymentId() {
    return new DeploymentId(positive("id", context.pathParam("id")));
  }

  /** From the part of the path that the route calls by this name. */
  AppId appId(String name) {
    return new AppId(positive(name, context.pathParam(name)));
  }

  /** From the part of the path that the route calls by this name. */
  long number(String name) {
    return positive(name, context.pathParam(name));
  }

  /** Where it came from, for those who ask later who did what. */
  Origin origin() {
    return new Origin(context.req().getRemoteAddr(), CommonHeaders.requestId(context.res()));
  }

  AgentId agentId() {
    return new AgentId(uuid("id"));
  }

  /** From the part of the path that the route calls by this name. */
  UUID uuid(String name) {
    String text = context.pathParam(name);
    if (!UUID_TEXT.matcher(text).matches()) {
      throw new Refusal(Problem.invalidParameter(name,
          "Must be a UUID, as in 550e8400-e29b-41d4-a716-446655440000"));
    }
    return UUID.fromString(text);
  }

  /** The part of the path that the route calls by this name, as a value of the model. */
  <T> T value(String name, Function<String, T> type) {
    try {
      return type.apply(context.pathParam(name));
    } catch (IllegalArgumentException e) {
      throw LogParameters.refusal(name, e);
    }
  }

  String pathPart(String name) {
    return context.pathParam(name);
  }

  Page.Request page() {
    String limit = queryParameter("limit");
    String before = queryParameter("before");
    return new Page.Request(
        before == null ? Page.Request.FIRST : positive("before", before),
        limit == null ? Page.DEFAULT_LIMIT : limit(limit));
  }

  private static int limit(String text) {
    String issue = "Must be a whole number from 1 to " + Page.MAX_LIMIT;
    if (!NUMBER.matcher(text).matches() || Long.parseLong(text) > Page.MAX_LIMIT) {
      throw new Refusal(Problem.invalidParameter("limit", issue));
    }
    return Integer.parseInt(text);
  }

  private static long positive(String name, String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw new Refusal(Problem.invalidParameter(name,
          "Must be a whole number of 1 or more, in digits without leading zeros"));
    }
    return Long.parseLong(text);
  }

  /** The body as JSON, whatever Content-Type it was sent with. */
  JsonBody json() {
    return JsonBody.parse(read(""));
  }

  /** Likewise; no body is an empty object. */
  JsonBody jsonIfPresent() {
    byte[] text = read("");
    return JsonBody.parse(text.length == 0 ? EMPTY_OBJECT : text);
  }

  /** The body of a request with a key, of which all is known before any of it is done. */
  byte[] wholeBody() {
    return read(", the most that may come with an " + IdempotencyKey.HEADER
        + ": send it in parts, or without that header");
  }

  private byte[] read(String advice) {
    RequestBody body = body();
    try {
      byte[] text = body.declaredBytes() > MAX_JSON_BYTES
          ? null
          : body.readNBytes(MAX_JSON_BYTES + 1);
      if (text == null || text.length > MAX_JSON_BYTES) {
        throw new Refusal(Problem.of(HttpStatus.CONTENT_TOO_LARGE,
            "Request body is larger than " + MAX_JSON_BYTES + " bytes" + advice));
      }
      return text;
    } catch (IOException e) {
      throw new Refusal(body.brokenOff());
    }
  }

  /** The media type of the body, lower case and without parameters; empty if none is given. */
  String mediaType() {
    // The header itself: getContentType() throws if it names a charset that Java does not know.
    String type = context.header("Content-Type");
    return type == null ? "" : type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
  }

  /** The caller may pause for this long without being cut off, until the answer is run. */
  Runnable mayBeSilentFor(Duration time) {
    EndPoint connection = ServletContextRequest.getServletContextRequest(context.req())
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint();
    long usual = connection.getIdleTimeout();
    connection.setIdleTimeout(time.toMillis());
    return () -> connection.setIdleTimeout(usual);
  }

  RequestBody body() {
    return new RequestBody(context.req(), read);
  }

  /**
   * The value of a parameter; {@code null} if there is none. Always read as UTF-8, whatever charset
   * the body claims to have.
   */
  @Nullable
  String queryParameter(String name) {
    String query = context.queryString();
    for (String parameter : query == null ? new String[0] : query.split("&", -1)) {
      if (parameter.startsWith(name + "=")) {
        return decoded(name, parameter.substring(name.length() + 1));
      }
    }
    return null;
  }

  /** The value of a parameter that must be there, as a value of the model. */
  <T> T requiredParameter(String name, Function<String, T> type) {
    String text = queryParameter(name);
    if (text == null) {
      throw new Refusal(Problem.invalidParameter(name, "Required parameter missing"));
    }
    try {
      return type.apply(text);
    } catch (IllegalArgumentException e) {
      throw new Refusal(Problem.invalidParameter(name, String.valueOf(e.getMessage())));
    }
  }

  long requiredNumber(String name) {
    return positive(name, requiredParameter(name, text -> text));
  }

  private static String decoded(String name, String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Refusal(Problem.invalidParameter(name, "Must be URL-encoded"));
    }
  }
}
