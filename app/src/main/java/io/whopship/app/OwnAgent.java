package io.whopship.app;

import io.whopship.agent.docker.DockerHost;
import io.whopship.agent.docker.DockerSettings;
import io.whopship.agent.link.AgentKey;
import io.whopship.ports.driving.agents.ConnectAgent;
import io.whopship.ports.driving.agents.ConnectAgent.Connection;
import io.whopship.ports.driving.agents.InviteAgent;
import io.whopship.ports.driving.agents.InviteAgent.Invited;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.identity.TokenHash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent within the server: shows the containers of the server's own host, without a socket. */
final class OwnAgent implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(OwnAgent.class);

  private static final Caller OPERATOR = new Caller(new OwnerId("admin"), true);

  private final DockerHost host;
  private final Connection connection;

  private OwnAgent(DockerHost host, Connection connection) {
    this.host = host;
    this.connection = connection;
  }

  /**
   * Connects it; its engine need not be there.
   *
   * @param keyFile by the key in it, the agent is the same one after a restart
   */
  static OwnAgent connect(Path socket, Path keyFile, InviteAgent invite, ConnectAgent connect)
      throws IOException {
    Secret key = AgentKey.in(keyFile);
    Agent agent = connect.authenticate(key).orElseGet(() -> register(key, invite, connect));
    DockerHost host = new DockerHost(DockerSettings.at(socket));
    log.info("containers of this host agent={} engine={}", agent.id(), socket);
    return new OwnAgent(host, connect.connect(agent, host,
        why -> log.warn("the agent of this host was {}; it is back after a restart, unless"
            + " WHOPSHIP_DOCKER=off", why.name().toLowerCase(Locale.ROOT))));
  }

  private static Agent register(Secret key, InviteAgent invite, ConnectAgent connect) {
    Invited invited = invite.invite(OPERATOR, Hostname.get());
    return connect.register(invited.token(), TokenHash.of(key))
        .orElseThrow(() -> new IllegalStateException(
            "the agent of this host could not register by the token that was just made for it"));
  }

  @Override
  public void close() {
    connection.close();
    host.close();
  }
}
