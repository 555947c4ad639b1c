package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.servers.Servers;
import io.whopship.ports.driving.servers.JoinServers;
import io.whopship.ports.model.servers.LocalPart;
import io.whopship.ports.model.servers.Registration;
import io.whopship.ports.model.servers.Registration.Registered;
import io.whopship.ports.model.servers.RunningServer;
import io.whopship.ports.model.servers.ServerName;
import io.whopship.testkit.FakeTimer;
import io.whopship.testkit.MovableClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MembershipTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final RunningServer SELF = server("self", EnumSet.allOf(LocalPart.class));
  private static final RunningServer OTHER = server("other", Set.of());
  private static final RunningServer LOCAL = server("local", Set.of(LocalPart.WORKERS));

  private final FakeTimer timer = new FakeTimer(new MovableClock(NOW));
  private final ScriptedServers servers = new ScriptedServers();
  private final List<String> expelled = new ArrayList<>();

  private static RunningServer server(String name, Set<LocalPart> parts) {
    return new RunningServer(new ServerName(name), UUID.randomUUID(), "machine",
        URI.create("http://" + name + ":8000"), parts, NOW);
  }

  private Membership join() {
    return Membership.join(servers, SELF, timer, Duration.ofMillis(40), expelled::add);
  }

  @Test
  void givesSignsOfLifeUntilItIsClosed() {
    servers.joining.add(new Registered());
    Membership membership = join();
    timer.pass(Servers.HEARTBEAT.multipliedBy(3));
    assertThat(servers.signs).isEqualTo(4);

    membership.close();
    timer.pass(Servers.HEARTBEAT.multipliedBy(3));

    assertThat(servers.signs).isEqualTo(4);
    assertThat(servers.left).isTrue();
    assertThat(expelled).isEmpty();
  }

  @Test
  void waitsForOneThatMayBeDead() {
    servers.joining.add(new Registration.NameTaken(OTHER));
    servers.joining.add(new Registered());

    join().close();

    assertThat(servers.joining).isEmpty();
  }

  @Test
  void saysWhyAServerIsExpelled() {
    servers.joining.add(new Registered());
    try (Membership membership = join()) {
      assertThat(membership).isNotNull();
      servers.staying = new Registration.OtherIsLocal(LOCAL);
      timer.pass(Servers.HEARTBEAT);

      assertThat(expelled).first()
          .isEqualTo("server local (http://local:8000 on machine, since 2026-01-01T00:00:00Z) runs"
              + " on the same database and runs workers on its own machine, which others cannot"
              + " share. Set WHOPSHIP_EDGE=cloudflare for all servers, or stop that one");
    }
  }

  @Test
  void outlivesADatabaseThatIsAway() {
    servers.joining.add(new Registered());
    try (Membership membership = join()) {
      assertThat(membership).isNotNull();
      servers.isAway = true;
      timer.pass(Servers.HEARTBEAT.multipliedBy(2));
      servers.isAway = false;
      int before = servers.signs;
      timer.pass(Servers.HEARTBEAT);

      assertThat(servers.signs).isEqualTo(before + 1);
      assertThat(expelled).isEmpty();
    }
  }

  @Test
  void isRefusedWithTheSettingToChange() {
    servers.refusal = new Registration.NotAlone(OTHER);
    assertThatThrownBy(this::join).isInstanceOf(IllegalStateException.class)
        .hasMessage("this server keeps artifacts in a directory and runs workers on its own"
            + " machine, which others cannot share, and server other (http://other:8000 on"
            + " machine, since 2026-01-01T00:00:00Z) runs on the same database. Set"
            + " WHOPSHIP_S3_BUCKET to a bucket and WHOPSHIP_EDGE=cloudflare, or stop that one");

    servers.refusal = new Registration.NameTaken(OTHER);
    assertThatThrownBy(this::join)
        .hasMessage("another server is alive under the name other: http://other:8000 on machine,"
            + " since 2026-01-01T00:00:00Z. Give each server a WHOPSHIP_NODE of its own");
    assertThat(servers.signs).isZero();
  }

  /** Others that answer what a test says. */
  private static final class ScriptedServers implements JoinServers {

    final Queue<Registration> joining = new ArrayDeque<>();
    Registration refusal = new Registered();
    Registration staying = new Registered();
    boolean isAway;
    boolean left;
    int signs;

    @Override
    public Registration join() {
      Registration next = joining.poll();
      return next == null ? refusal : next;
    }

    @Override
    public Registration stay() {
      if (isAway) {
        throw new PortException.Unavailable("no database", null);
      }
      signs++;
      return staying;
    }

    @Override
    public void leave() {
      left = true;
    }
  }
}
