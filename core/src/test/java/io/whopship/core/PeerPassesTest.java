package io.whopship.core;

import static io.whopship.core.Platform.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.core.access.PeerPasses;
import io.whopship.core.access.SigningKey;
import io.whopship.ports.driving.servers.ServePeers;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.identity.TokenHash;
import io.whopship.ports.model.servers.PeerCall;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** By which servers let each other in. */
final class PeerPassesTest extends ManyServersSetting {

  private final PeerPasses passes = new PeerPasses(
      new SigningKey(new Secret("a key that only tests use")),
      platform.clock);
  private final ServePeers serve = here.core.servers().serve();

  private final PeerCall call = new PeerCall(agent.id(), "GET", "/peer/x?tail=1");

  private Secret pass() {
    return passes.issue(here.self.name(), call);
  }

  @Test
  void areGoodForAMinute() {
    Secret pass = pass();
    platform.clock.advance(Duration.ofSeconds(59));
    assertThat(serve.admits(pass, call)).isTrue();

    platform.clock.advance(Duration.ofSeconds(1));
    assertThat(serve.admits(pass, call)).isFalse();
  }

  @Test
  void areForOneServerAndOneCall() {
    assertThat(serve.admits(pass(), call)).isTrue();
    assertThat(there.core.servers().serve().admits(pass(), call)).isFalse();
    for (PeerCall other : List.of(
        new PeerCall(new AgentId(UUID.randomUUID()), "GET", "/peer/x?tail=1"),
        new PeerCall(agent.id(), "POST", "/peer/x?tail=1"),
        new PeerCall(agent.id(), "GET", "/peer/y?tail=1"),
        new PeerCall(agent.id(), "GET", "/peer/x?tail=2"))) {
      assertThat(serve.admits(pass(), other)).as(other.toString()).isFalse();
    }
  }

  @Test
  void mayComeFromAClockThatIsAheadByLessThanAMinute() {
    assertThat(serve.admits(madeAhead(Duration.ofSeconds(60)), call)).isTrue();
    assertThat(serve.admits(madeAhead(Duration.ofSeconds(61)), call)).isFalse();
    assertThat(serve.admits(madeAhead(Duration.ofDays(3_650)), call)).isFalse();
  }

  private Secret madeAhead(Duration time) {
    return new PeerPasses(new SigningKey(new Secret("a key that only tests use")),
        () -> platform.clock.instant().plus(time)).issue(here.self.name(), call);
  }

  @Test
  void areMadeByTheSameKey() {
    Secret foreign = new PeerPasses(new SigningKey(new Secret("a key of somebody else")),
        platform.clock)
        .issue(here.self.name(), call);

    assertThat(serve.admits(foreign, call)).isFalse();
  }

  @Test
  void areNothingElse() {
    platform.tokens.save(TokenHash.of(new Secret("alice's")),
        ALICE, platform.clock.instant());
    Secret ticket = here.core.access().passes().ticket(new Secret("alice's"), web).text();

    for (Secret other : List.of(new Secret(""), new Secret("not base 64!"),
        new Secret("alice's"), ticket)) {
      assertThat(serve.admits(other, call)).isFalse();
    }
    assertThat(here.core.access().passes().byTicket(pass(), web)).isEmpty();
    assertThat(here.core.access().authenticate().authenticate(pass())).isEmpty();
  }
}
