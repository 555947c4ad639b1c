package io.whopship.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.core.ControlPlane.Neighbours;
import io.whopship.ports.driven.servers.Servers;
import io.whopship.ports.model.servers.LocalPart;
import io.whopship.ports.model.servers.Registration;
import io.whopship.ports.model.servers.RunningServer;
import io.whopship.ports.model.servers.ServerName;
import java.net.URI;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How servers come, stay and leave. */
final class ServersTest extends ManyServersSetting {

  @Test
  void aStalledOneRegistersAnew() {
    platform.clock.advance(Servers.LEASE);
    servers.register(new RunningServer(new ServerName("third"), UUID.randomUUID(), "third",
        URI.create("http://third:8000"), Set.of(), platform.clock.instant()));

    assertThat(here.stay()).isEqualTo(new Registration.Registered());

    assertThat(servers.alive()).contains(here.self);
  }

  @Test
  void aStalledOneIsRefusedIfItsPlaceIsTaken() {
    platform.clock.advance(Servers.LEASE);
    RunningServer local = new RunningServer(new ServerName("third"), UUID.randomUUID(), "third",
        URI.create("http://third:8000"), Set.of(LocalPart.WORKERS), platform.clock.instant());
    servers.register(local);

    assertThat(here.stay()).isEqualTo(new Registration.OtherIsLocal(local));
  }

  @Test
  void oneThatEndsIsGoneForTheOthers() {
    there.connect();

    there.core.servers().join().leave();

    assertThat(servers.alive()).containsExactly(here.self);
    assertThat(here.seesItConnected()).isFalse();
  }

  @Test
  void theOnlyOneNeedsNoneOfThis() {
    Neighbours none = Neighbours.NONE;

    assertThat(none.servers().register(none.self())).isEqualTo(new Registration.Registered());
    assertThat(none.servers().renew(none.self())).isTrue();
    assertThat(none.servers().alive()).isEmpty();
    assertThat(none.leases().find(agent.id())).isEmpty();
  }
}
