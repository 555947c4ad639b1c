package io.whopship.app;

import io.whopship.adapter.jdbc.WorkSettings;
import io.whopship.ports.model.identity.Secret;
import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Who this server is among those on the same database, and by which secrets it is believed.
 *
 * @param node its name, which it keeps over restarts
 * @param peerUrl where the others reach its API
 * @param adminToken {@code null} makes one at the first start
 * @param signingKey {@code null} for the one in the data folder
 */
record Identity(String node, URI peerUrl, @Nullable Secret adminToken,
    @Nullable Secret signingKey) {

  static Identity read(Settings settings, DatabaseChoice database, Addresses addresses) {
    String node = settings.text("WHOPSHIP_NODE", usualNode(database, addresses.port()));
    settings.require("WHOPSHIP_NODE", node.matches(WorkSettings.NODE),
        "must be 1 to 100 of A-Z a-z 0-9 _ . : -");
    URI peerUrl = PeerUrl.read(settings, database, addresses.host(), addresses.port());
    return new Identity(node, peerUrl, settings.secret("WHOPSHIP_ADMIN_TOKEN"),
        settings.secret("WHOPSHIP_SIGNING_KEY"));
  }

  /** The file of the embedded database has one server, whatever its machine is called. */
  private static String usualNode(DatabaseChoice database, int port) {
    return switch (database) {
      case DatabaseChoice.Embedded embedded -> WorkSettings.DEFAULT.node();
      case DatabaseChoice.PostgreSql shared ->
        Hostname.get().replaceAll("[^A-Za-z0-9_.-]", "-") + ":" + port;
    };
  }

  /** The key that was set, or the one that is made at the first start. */
  Secret signingKey(DataDirectory data) throws IOException {
    return signingKey == null ? data.signingKey() : signingKey;
  }

  WorkSettings work() {
    return WorkSettings.DEFAULT.withNode(node);
  }
}
