package io.whopship.app;

import io.whopship.ports.model.servers.RunningServer;
import io.whopship.ports.model.servers.ServerName;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;

/**
 * What a server is to the others on its database.
 *
 * @param peerUrl where they reach its API
 */
record NodeConfiguration(ServerName name, URI peerUrl) {

  private static final Set<String> ALL_ADDRESSES = Set.of("0.0.0.0", "::", "[::]");

  static NodeConfiguration read(Settings settings, String host, int port) {
    String machine = Hostname.get();
    ServerName name = settings.of("WHOPSHIP_NODE", usualName(machine, port), ServerName::new);
    String reached = ALL_ADDRESSES.contains(host) ? machine : host;
    URI url = settings.of("WHOPSHIP_PEER_URL", "http://" + reached + ":" + port,
        Configuration::httpUrl);
    return new NodeConfiguration(name, url);
  }

  private static String usualName(String machine, int port) {
    return machine.replaceAll("[^A-Za-z0-9_.:-]", "-") + ":" + port;
  }

  /** This very process. */
  RunningServer running(Configuration configuration) {
    return new RunningServer(name, UUID.randomUUID(), Hostname.get(), peerUrl,
        configuration.localParts(), Instant.now().truncatedTo(ChronoUnit.MILLIS));
  }
}
