package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.servers.Servers;
import io.whopship.ports.model.servers.LocalPart;
import io.whopship.ports.model.servers.Registration;
import io.whopship.ports.model.servers.RunningServer;
import io.whopship.ports.model.servers.ServerName;
import io.whopship.testkit.MovableClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link Servers} promises. */
public abstract class ServersContract {

  private static final Set<LocalPart> NOTHING = Set.of();
  private static final Set<LocalPart> WORKERS = Set.of(LocalPart.WORKERS);
  private static final Duration A_MOMENT = Duration.ofMillis(1);

  private final MovableClock clock = new MovableClock(Examples.NOW);
  private Servers servers;

  /** Opens an empty store that goes by this clock; the extending test closes what needs it. */
  protected abstract Servers open(InstantSource clock) throws Exception;

  @BeforeEach
  void openServers() throws Exception {
    servers = open(clock);
  }

  static RunningServer server(String name, Set<LocalPart> localParts) {
    return server(name, "machine-of-" + name, localParts, Examples.NOW);
  }

  private static RunningServer server(String name, String machine, Set<LocalPart> localParts,
      Instant startedAt) {
    return new RunningServer(new ServerName(name), UUID.randomUUID(), machine,
        URI.create("http://" + machine + ".example:8000"), localParts, startedAt);
  }

  private RunningServer registered(String name) {
    RunningServer server = server(name, NOTHING);
    assertThat(servers.register(server)).isEqualTo(new Registration.Registered());
    return server;
  }

  private void silenceFor(Duration time) {
    clock.advance(time);
  }

  @Nested
  class AServer {

    @Test
    void isKeptWithEveryPart() {
      RunningServer all = new RunningServer(new ServerName("a.b_C:1-2"), UUID.randomUUID(),
          "größer", URI.create("https://10.0.0.7:8443/whopship"), EnumSet.allOf(LocalPart.class),
          Examples.NOW);
      servers.register(all);

      assertThat(servers.alive()).containsExactly(all);
    }

    @Test
    void isAliveForTheLeaseAfterItsLastSign() {
      RunningServer server = registered("a");
      silenceFor(Servers.LEASE.minus(A_MOMENT));
      assertThat(servers.alive()).containsExactly(server);
      assertThat(servers.renew(server)).isTrue();

      silenceFor(Servers.LEASE.minus(A_MOMENT));
      assertThat(servers.alive()).containsExactly(server);

      silenceFor(A_MOMENT);
      assertThat(servers.alive()).isEmpty();
    }

    @Test
    void isSeenBesideOthersByName() {
      RunningServer b = registered("b");
      RunningServer a = registered("a");

      assertThat(servers.alive()).containsExactly(a, b);
    }

    @Test
    void isGoneAtOnceWhenItEnds() {
      RunningServer going = registered("a");
      RunningServer staying = registered("b");

      servers.deregister(going);
      servers.deregister(going);

      assertThat(servers.alive()).containsExactly(staying);
      assertThat(servers.renew(going)).isFalse();
      assertThat(servers.alive()).containsExactly(staying);
    }

    @Test
    void mayRegisterAgain() {
      RunningServer server = registered("a");
      silenceFor(Servers.LEASE.minus(A_MOMENT));

      assertThat(servers.register(server)).isEqualTo(new Registration.Registered());

      silenceFor(Servers.LEASE.minus(A_MOMENT));
      assertThat(servers.alive()).containsExactly(server);
    }

    @Test
    void thatNobodyKnowsGivesNoSign() {
      assertThat(servers.renew(server("a", NOTHING))).isFalse();
      assertThat(servers.alive()).isEmpty();
    }
  }

  @Nested
  class AServerThatWasSilentForTooLong {

    @Test
    void isBackWithItsNextSignIfNobodyCameSince() {
      RunningServer server = registered("a");
      silenceFor(Servers.LEASE.multipliedBy(3));

      assertThat(servers.renew(server)).isTrue();
      assertThat(servers.alive()).containsExactly(server);
    }

    @Test
    void hasLostItsPlaceIfSomebodyCameSince() {
      RunningServer stalled = server("a", WORKERS);
      servers.register(stalled);
      silenceFor(Servers.LEASE);
      RunningServer other = registered("b");

      assertThat(servers.renew(stalled)).isFalse();
      assertThat(servers.register(stalled)).isEqualTo(new Registration.NotAlone(other));
      assertThat(servers.alive()).containsExactly(other);
    }

    @Test
    void doesNotEndTheOneThatHasItsNameNow() {
      RunningServer stalled = registered("a");
      silenceFor(Servers.LEASE);
      RunningServer other = server("a", "elsewhere", NOTHING, Examples.NOW);
      servers.register(other);

      servers.deregister(stalled);

      assertThat(servers.renew(stalled)).isFalse();
      assertThat(servers.alive()).containsExactly(other);
    }
  }

  @Nested
  class AName {

    @Test
    void isTakenWhileItsServerIsAlive() {
      RunningServer first = registered("a");
      RunningServer elsewhere = server("a", "elsewhere", NOTHING, Examples.NOW.plusSeconds(60));

      assertThat(servers.register(elsewhere)).isEqualTo(new Registration.NameTaken(first));
      assertThat(servers.renew(first)).isTrue();
      assertThat(servers.alive()).containsExactly(first);

      silenceFor(Servers.LEASE);
      assertThat(servers.register(elsewhere)).isEqualTo(new Registration.Registered());
    }

    @Test
    void isFreeAtOnceForTheProcessThatComesNextInTheSamePlace() {
      RunningServer killed = registered("a");
      RunningServer restarted = server("a", killed.machine(), WORKERS,
          killed.startedAt().plusMillis(1));

      assertThat(servers.register(restarted)).isEqualTo(new Registration.Registered());

      assertThat(servers.alive()).containsExactly(restarted);
      assertThat(servers.renew(killed)).isFalse();
      assertThat(servers.register(killed)).isEqualTo(new Registration.NameTaken(restarted));
    }
  }

  @Nested
  class AServerThatKeepsSomethingLocal {

    @Test
    void isRefusedBesideAnother() {
      RunningServer other = registered("a");

      assertThat(servers.register(server("b", WORKERS)))
          .isEqualTo(new Registration.NotAlone(other));
      assertThat(servers.alive()).containsExactly(other);
    }

    @Test
    void refusesAllOthers() {
      RunningServer local = server("a", Set.of(LocalPart.ARTIFACTS));
      servers.register(local);

      assertThat(servers.register(server("b", NOTHING)))
          .isEqualTo(new Registration.OtherIsLocal(local));
      assertThat(servers.register(server("c", WORKERS)))
          .isEqualTo(new Registration.OtherIsLocal(local));
      assertThat(servers.alive()).containsExactly(local);
    }

    @Test
    void makesRoomWhenItIsDead() {
      servers.register(server("a", WORKERS));
      silenceFor(Servers.LEASE);

      assertThat(servers.register(server("b", WORKERS)))
          .isEqualTo(new Registration.Registered());
    }

    @Test
    void isTheOnlyOneOfManyThatComeAtOnce() throws Exception {
      List<Callable<Registration>> all = IntStream.range(0, 8)
          .<Callable<Registration>>mapToObj(
              i -> () -> servers.register(server("server-" + i, WORKERS)))
          .toList();

      assertThat(AtOnce.run(all)).filteredOn(Registration.Registered.class::isInstance).hasSize(1);
      assertThat(servers.alive()).hasSize(1);
    }
  }
}
