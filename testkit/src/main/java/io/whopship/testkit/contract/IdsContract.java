package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.Ids;
import io.whopship.ports.model.webhooks.SigningSecret;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link Ids} promises, but for how hard a token is to guess: no test can tell. */
public abstract class IdsContract {

  private Ids ids;

  protected abstract Ids open();

  @BeforeEach
  void openIds() {
    ids = open();
  }

  private static <T> List<T> manyAtOnce(Supplier<T> next) throws Exception {
    Callable<List<T>> thousand = () -> Stream.generate(next).limit(1000).toList();
    return AtOnce.run(Collections.nCopies(4, thousand)).stream().flatMap(List::stream).toList();
  }

  @Test
  void aUuidIsNeverGivenTwice() throws Exception {
    assertThat(manyAtOnce(ids::uuid)).hasSize(4000).doesNotHaveDuplicates();
  }

  @Test
  void anAccessTokenIsNeverGivenTwice() throws Exception {
    assertThat(manyAtOnce(ids::accessToken)).hasSize(4000).doesNotHaveDuplicates();
  }

  @Test
  void aSigningSecretIsNeverGivenTwice() throws Exception {
    assertThat(manyAtOnce(ids::signingSecret)).hasSize(4000).doesNotHaveDuplicates();
  }

  @Test
  void aSigningSecretIsOneOfStandardWebhooks() {
    assertThat(new SigningSecret(ids.signingSecret()).key()).hasSize(32);
  }
}
