package io.whopship.adapter.cloudflare.workerd;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.httpproxy.ProxyContext;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a worker is told of a request besides what the visitor sent: who asks, and at which address.
 * A visitor cannot say these things instead of the front.
 *
 * @param https a proxy in front of this one ends TLS, and names the visitor in X-Forwarded-For
 */
record RequestHeaders(boolean https) {

  /** Tells workerd the scheme of the request's URL; workerd keeps it to itself. */
  static final String SCHEME = "X-WhopShip-Scheme";

  private static final String FORWARDED_FOR = "X-Forwarded-For";

  /** Fields that only a platform sets: Cloudflare's, this one's, and Next's between its parts. */
  private static final List<String> RESERVED_PREFIXES = List.of("cf-", "x-forwarded-",
      "x-whopship-", "x-opennext-", "x-middleware-subrequest");
  private static final Set<String> RESERVED = Set.of("forwarded", "x-real-ip");

  /** Fields about one connection that http-proxy passes on. */
  private static final Set<String> HOP_BY_HOP = Set.of("proxy-connection", "expect");

  void apply(ProxyContext context, HostAndPort site) {
    HttpServerRequest request = context.request().proxiedRequest();
    MultiMap headers = context.request().headers();
    String forwardedFor = https ? forwardedFor(headers) : null;
    if (!context.isWebSocket()) {
      dropNamedByConnection(headers);
    }
    for (String name : Set.copyOf(headers.names())) {
      if (isDropped(name.toLowerCase(Locale.ROOT))) {
        headers.remove(name);
      }
    }
    String peer = request.remoteAddress().hostAddress();
    String chain = forwardedFor == null ? peer : forwardedFor + ", " + peer;
    headers.set(FORWARDED_FOR, chain);
    headers.set("X-Forwarded-Proto", scheme());
    headers.set(SCHEME, scheme());
    headers.set("X-Forwarded-Host", site.toString());
    headers.set("CF-Connecting-IP", visitor(forwardedFor, peer));
  }

  String scheme() {
    return https ? "https" : "http";
  }

  /** All lines as one: a proxy may add its own below those that the visitor made up. */
  private static @Nullable String forwardedFor(MultiMap headers) {
    List<String> lines = headers.getAll(FORWARDED_FOR);
    return lines.isEmpty() ? null : String.join(", ", lines);
  }

  /** The last address that the proxy before this one wrote down, or else who is connected. */
  private static String visitor(@Nullable String forwardedFor, String peer) {
    return forwardedFor == null
        ? peer
        : forwardedFor.substring(forwardedFor.lastIndexOf(',') + 1).strip();
  }

  private static void dropNamedByConnection(MultiMap headers) {
    for (String connection : headers.getAll("Connection")) {
      for (String name : connection.split(",", -1)) {
        if (!name.isBlank()) {
          headers.remove(name.strip());
        }
      }
    }
  }

  private static boolean isDropped(String name) {
    return RESERVED.contains(name) || HOP_BY_HOP.contains(name)
        || RESERVED_PREFIXES.stream().anyMatch(name::startsWith);
  }
}
