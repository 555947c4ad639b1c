package io.whopship.core.agents;

import io.whopship.core.ControlPlane.Neighbours;
import io.whopship.core.access.PeerPasses;
import io.whopship.core.access.SigningKey;
import io.whopship.ports.model.identity.Secret;
import java.time.Instant;

/** A server without others. */
public final class TheOnlyServer {

  private TheOnlyServer() {}

  public static ConnectedHosts hosts() {
    return new ConnectedHosts(new Neighbourhood(Neighbours.NONE.self(), Neighbours.NONE.leases(),
        Neighbours.NONE.peers(),
        new PeerPasses(new SigningKey(new Secret("of tests")), () -> Instant.EPOCH)));
  }
}
