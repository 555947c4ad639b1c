package io.whopship.core;

import static io.whopship.core.Platform.ADMIN;
import static io.whopship.core.Platform.ALICE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.core.access.PassesService;
import io.whopship.core.access.SigningKey;
import io.whopship.ports.driving.Passes;
import io.whopship.ports.driving.Passes.Admitted;
import io.whopship.ports.driving.Passes.Pass;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.identity.TokenHash;
import io.whopship.ports.model.logs.LogSubject;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What browsers get in place of a token. */
final class PassesTest {

  private static final Secret TOKEN = new Secret("whop_a-token-of-alices");
  private static final AgentId AGENT = new AgentId(new UUID(0, 7));
  private static final LogSubject LOG = new LogSubject.OfDeployment(new DeploymentId(12));

  private final Platform platform = new Platform();
  private final Passes passes = platform.core.access().passes();

  @BeforeEach
  void saveToken() {
    platform.tokens.save(TokenHash.of(TOKEN), ALICE, platform.clock.instant());
  }

  @Nested
  final class ASession {

    @Test
    void standsForWhoeverTheTokenStandsFor() {
      Pass session = passes.session(TOKEN);

      assertThat(passes.bySession(session.text()))
          .contains(new Admitted(ALICE, session.expiresAt()));
    }

    @Test
    void endsAfterTwelveHours() {
      Pass session = passes.session(TOKEN);

      assertThat(session.expiresAt())
          .isEqualTo(platform.clock.instant().plus(Duration.ofHours(12)));
      platform.clock.advance(Duration.ofHours(12).minusSeconds(1));
      assertThat(passes.bySession(session.text())).map(Admitted::caller)
          .contains(ALICE);
      platform.clock.advance(Duration.ofSeconds(1));
      assertThat(passes.bySession(session.text())).isEmpty();
    }

    @Test
    void endsWithItsToken() {
      Secret chosen = new Secret("chosen last year");
      platform.core.access().issueToken().adopt(chosen);
      Pass session = passes.session(chosen);
      assertThat(passes.bySession(session.text())).isPresent();

      platform.core.access().issueToken().adopt(new Secret("chosen today"));

      assertThat(passes.bySession(session.text())).isEmpty();
    }

    @Test
    void followsItsTokenToAnotherCaller() {
      Pass session = passes.session(TOKEN);

      platform.tokens.save(TokenHash.of(TOKEN), ADMIN, platform.clock.instant());

      assertThat(passes.bySession(session.text())).map(Admitted::caller)
          .contains(ADMIN);
    }

    @Test
    void isKnownToEveryServer() {
      Pass session = passes.session(TOKEN);

      assertThat(platform.anotherServer().access().passes().bySession(session.text()))
          .map(Admitted::caller)
          .contains(ALICE);
    }

    @Test
    void ofATokenThatNobodyGaveStandsForNobody() {
      assertThat(passes.bySession(passes.session(new Secret("guessed")).text())).isEmpty();
    }

    @Test
    void isNotATicket() {
      assertThat(passes.byTicket(passes.session(TOKEN).text(), LOG)).isEmpty();
    }
  }

  @Nested
  final class ATicket {

    @Test
    void opensItsLogForHalfAnHourAsOftenAsOneLikes() {
      Pass ticket = passes.ticket(TOKEN, LOG);
      Admitted admitted = new Admitted(ALICE, ticket.expiresAt());

      assertThat(ticket.expiresAt())
          .isEqualTo(platform.clock.instant().plus(Duration.ofMinutes(30)));
      assertThat(passes.byTicket(ticket.text(), LOG)).contains(admitted);
      platform.clock.advance(Duration.ofMinutes(30).minusSeconds(1));
      assertThat(passes.byTicket(ticket.text(), LOG)).contains(admitted);
      platform.clock.advance(Duration.ofSeconds(1));
      assertThat(passes.byTicket(ticket.text(), LOG)).isEmpty();
    }

    @Test
    void opensNoOtherLog() {
      List<LogSubject> subjects = List.of(LOG,
          new LogSubject.OfDeployment(new DeploymentId(1)),
          new LogSubject.OfWorker(new DeploymentId(12)),
          container(AGENT, "web"), container(AGENT, "web2"),
          container(new AgentId(new UUID(0, 8)), "web"));
      for (LogSubject subject : subjects) {
        Secret ticket = passes.ticket(TOKEN, subject).text();

        assertThat(subjects).filteredOn(other -> passes.byTicket(ticket, other).isPresent())
            .containsExactly(subject);
      }
    }

    @Test
    void isNotASession() {
      assertThat(passes.bySession(passes.ticket(TOKEN, LOG).text())).isEmpty();
    }

    @Test
    void fitsIntoAUrlAsItIs() {
      assertThat(passes.ticket(TOKEN, LOG).text().reveal()).matches("[A-Za-z0-9_-]{96}");
    }

    @Test
    void showsNeitherTheTokenNorItsHash() {
      byte[] ticket = Base64.getUrlDecoder().decode(passes.ticket(TOKEN, LOG).text().reveal());

      assertThat(HexFormat.of().formatHex(ticket))
          .doesNotContain(TokenHash.of(TOKEN).hex())
          .doesNotContain(HexFormat.of().formatHex(TOKEN.reveal().getBytes(UTF_8)));
    }

    private LogSubject container(AgentId agent, String name) {
      return new LogSubject.OfContainer(agent, new ContainerName(name));
    }
  }

  @Nested
  final class AForgery {

    @Test
    void ofAnyByteIsNoticed() {
      byte[] good = Base64.getUrlDecoder().decode(passes.session(TOKEN).text().reveal());
      for (int i = 0; i < good.length; i++) {
        byte[] forged = good.clone();
        forged[i] ^= 1;

        assertThat(passes.bySession(encoded(forged))).as("byte " + i).isEmpty();
      }
      assertThat(passes.bySession(encoded(good))).map(Admitted::caller)
          .contains(ALICE);
    }

    @Test
    void ofAnyOtherKindIsToo() {
      String good = passes.session(TOKEN).text().reveal();
      for (String text : List.of("", "x", "not base64!", good + "AAAA", good.substring(4),
          TOKEN.reveal(), good + "=")) {
        assertThat(passes.bySession(new Secret(text))).as(text).isEmpty();
      }
    }

    @Test
    void signedWithAnotherKeyIsToo() {
      Passes others = new PassesService(platform.tokens,
          new SigningKey(new Secret("a key of somebody else")),
          platform.clock);

      assertThat(passes.bySession(others.session(TOKEN).text())).isEmpty();
    }

    private Secret encoded(byte[] bytes) {
      return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }
  }
}
