package io.whopship.app;

import java.net.URI;

/** Where the other servers on a database reach this one's API. */
final class PeerUrl {

  private static final String SETTING = "WHOPSHIP_PEER_URL";

  private PeerUrl() {}

  /** The one that is set, or the one at which the API listens, if that leads others here. */
  static URI read(Settings settings, DatabaseChoice database, String host, int port) {
    String own = "http://localhost:" + port;
    if (!settings.text(SETTING, "").isEmpty()) {
      return settings.of(SETTING, own, Configuration::httpUrl);
    }
    String usual = "http://" + reachable(host) + ":" + port;
    return switch (database) {
      case DatabaseChoice.Embedded e -> isUrl(usual) ? URI.create(usual) : URI.create(own);
      case DatabaseChoice.PostgreSql p -> {
        if (isUrl(usual) && !isLoopback(URI.create(usual).getHost())) {
          yield URI.create(usual);
        }
        settings.reject(SETTING + ": must be set with WHOPSHIP_DATABASE_URL, to where other servers"
            + " reach this one's API, since " + usual + " does not lead them here");
        yield URI.create(own);
      }
    };
  }

  private static String reachable(String host) {
    if (host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]")) {
      return Hostname.get();
    }
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  private static boolean isUrl(String text) {
    try {
      return URI.create(text).getHost() != null;
    } catch (IllegalArgumentException e) {
      return false; // as of a machine with a name that none may have
    }
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
  }
}
