package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.AccessTokens;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.identity.TokenHash;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link AccessTokens} promises. */
public abstract class AccessTokensContract {

  private static final TokenHash TOKEN = TokenHash.of(new Secret("a token"));
  private static final TokenHash OTHER_TOKEN = TokenHash.of(new Secret("another token"));
  private static final Caller CALLER = new Caller(Examples.OWNER, false);
  private static final Caller ADMIN = new Caller(Examples.OTHER_OWNER, true);

  private AccessTokens tokens;

  /** Opens an empty store; the extending test closes what needs it. */
  protected abstract AccessTokens open() throws Exception;

  @BeforeEach
  void openTokens() throws Exception {
    tokens = open();
  }

  @Nested
  class Finding {

    @Test
    void isEmptyBeforeTheFirstToken() {
      assertThat(tokens.find(TOKEN)).isEmpty();
    }

    @Test
    void saysWhomATokenStandsFor() {
      tokens.save(TOKEN, CALLER, Examples.NOW);
      tokens.save(OTHER_TOKEN, ADMIN, Examples.NOW);

      assertThat(tokens.find(TOKEN)).contains(CALLER);
      assertThat(tokens.find(OTHER_TOKEN)).contains(ADMIN);
    }

    @Test
    void isEmptyForAnotherToken() {
      tokens.save(TOKEN, CALLER, Examples.NOW);

      assertThat(tokens.find(OTHER_TOKEN)).isEmpty();
    }
  }

  @Nested
  class Saving {

    @Test
    void givesATokenThatIsThereAnotherCaller() {
      tokens.save(TOKEN, CALLER, Examples.NOW);

      tokens.save(TOKEN, ADMIN, Examples.NOW.plusSeconds(1));

      assertThat(tokens.find(TOKEN)).contains(ADMIN);
    }

    @Test
    void oneCallerMayHaveManyTokens() {
      tokens.save(TOKEN, CALLER, Examples.NOW);
      tokens.save(OTHER_TOKEN, CALLER, Examples.NOW);

      assertThat(tokens.find(TOKEN)).contains(CALLER);
      assertThat(tokens.find(OTHER_TOKEN)).contains(CALLER);
    }
  }

  @Nested
  class Adopting {

    @Test
    void givesTheTokenItsCaller() {
      tokens.replaceAdopted(TOKEN, ADMIN, Examples.NOW);

      assertThat(tokens.find(TOKEN)).contains(ADMIN);
      assertThat(tokens.hasAdmin()).isTrue();
    }

    @Test
    void endsTheOneAdoptedBefore() {
      tokens.replaceAdopted(TOKEN, ADMIN, Examples.NOW);

      tokens.replaceAdopted(OTHER_TOKEN, ADMIN, Examples.NOW);

      assertThat(tokens.find(TOKEN)).isEmpty();
      assertThat(tokens.find(OTHER_TOKEN)).contains(ADMIN);
    }

    @Test
    void theSameOneAgainStays() {
      tokens.replaceAdopted(TOKEN, CALLER, Examples.NOW);

      tokens.replaceAdopted(TOKEN, ADMIN, Examples.NOW.plusSeconds(1));

      assertThat(tokens.find(TOKEN)).contains(ADMIN);
    }

    @Test
    void leavesTokensAloneThatWereNotAdopted() {
      tokens.save(TOKEN, CALLER, Examples.NOW);

      tokens.replaceAdopted(OTHER_TOKEN, ADMIN, Examples.NOW);

      assertThat(tokens.find(TOKEN)).contains(CALLER);
    }

    @Test
    void aTokenThatWasThereIsTheAdoptedOneFromThen() {
      tokens.save(TOKEN, CALLER, Examples.NOW);
      tokens.replaceAdopted(TOKEN, ADMIN, Examples.NOW);

      tokens.replaceAdopted(OTHER_TOKEN, ADMIN, Examples.NOW);

      assertThat(tokens.find(TOKEN)).isEmpty();
    }

    @Test
    void ofTwoAtOnceOneStays() throws Exception {
      for (int round = 0; round < 10; round++) {
        AtOnce.run(List.of(() -> adopted(TOKEN), () -> adopted(OTHER_TOKEN)));

        assertThat(tokens.find(TOKEN).isPresent())
            .isNotEqualTo(tokens.find(OTHER_TOKEN).isPresent());
      }
    }

    private boolean adopted(TokenHash token) {
      tokens.replaceAdopted(token, ADMIN, Examples.NOW);
      return true;
    }
  }

  @Nested
  class HasAdmin {

    @Test
    void isFalseBeforeTheFirstToken() {
      assertThat(tokens.hasAdmin()).isFalse();
    }

    @Test
    void isFalseWhileNoTokenIsAnAdmins() {
      tokens.save(TOKEN, CALLER, Examples.NOW);

      assertThat(tokens.hasAdmin()).isFalse();
    }

    @Test
    void isTrueOnceOneIs() {
      tokens.save(TOKEN, CALLER, Examples.NOW);
      tokens.save(OTHER_TOKEN, ADMIN, Examples.NOW);

      assertThat(tokens.hasAdmin()).isTrue();
    }

    @Test
    void isFalseOnceTheOnlyOneStandsForSomebodyElse() {
      tokens.save(TOKEN, ADMIN, Examples.NOW);

      tokens.save(TOKEN, CALLER, Examples.NOW);

      assertThat(tokens.hasAdmin()).isFalse();
    }
  }
}
