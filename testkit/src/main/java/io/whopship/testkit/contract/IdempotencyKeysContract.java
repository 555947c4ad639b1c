package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.IdempotencyKeys;
import io.whopship.ports.driven.IdempotencyKeys.Begun;
import io.whopship.ports.driven.IdempotencyKeys.Claim;
import io.whopship.ports.model.requests.KeyedRequest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link IdempotencyKeys} promises. */
public abstract class IdempotencyKeysContract {

  private static final KeyedRequest REQUEST = request("1", "a");
  private static final UUID ID = UUID.fromString("00000000-0000-4000-8000-000000000001");
  private static final UUID OTHER_ID = UUID.fromString("00000000-0000-4000-8000-000000000002");
  private static final Instant NOW = Examples.NOW;
  private static final Instant UNTIL = NOW.plusSeconds(60);

  private IdempotencyKeys keys;

  /** Opens an empty store; the extending test closes what needs it. */
  protected abstract IdempotencyKeys open() throws Exception;

  @BeforeEach
  void openKeys() throws Exception {
    keys = open();
  }

  private static KeyedRequest request(String key, String fingerprint) {
    return new KeyedRequest(key.repeat(64), fingerprint.repeat(64));
  }

  private Begun begin(Instant now) {
    return keys.begin(REQUEST, OTHER_ID, now, now.plusSeconds(60));
  }

  private Claim started(Begun begun) {
    assertThat(begun).isInstanceOf(Begun.Started.class);
    return ((Begun.Started) begun).claim();
  }

  private Claim start() {
    return started(keys.begin(REQUEST, ID, NOW, UNTIL));
  }

  @Nested
  class Beginning {

    @Test
    void startsWhatIsNewUnderTheGivenName() {
      assertThat(start()).isEqualTo(new Claim(REQUEST.key(), ID, 1));
    }

    @Test
    void isRefusedWhileSomebodyDoesIt() {
      start();

      assertThat(begin(UNTIL.minusMillis(1))).isEqualTo(new Begun.Running());
    }

    @Test
    void isForOneOfThoseWhoComeAtOnce() throws Exception {
      List<Begun> all = AtOnce.run(IntStream.range(0, 8)
          .<Callable<Begun>>mapToObj(
              i -> () -> keys.begin(REQUEST, UUID.randomUUID(), NOW, UNTIL))
          .toList());

      assertThat(all).filteredOn(Begun.Started.class::isInstance).hasSize(1);
      assertThat(all).filteredOn(Begun.Running.class::isInstance).hasSize(7);
    }

    @Test
    void isPossibleAgainOnceItIsTakenToBeDeadUnderTheSameName() {
      start();

      assertThat(started(begin(UNTIL))).isEqualTo(new Claim(REQUEST.key(), ID, 2));
      assertThat(begin(UNTIL.plusSeconds(59))).isEqualTo(new Begun.Running());
    }

    @Test
    void ofADeadOneIsForOneOfThoseWhoComeAtOnce() throws Exception {
      start();

      List<Begun> all = AtOnce.run(IntStream.range(0, 8)
          .<Callable<Begun>>mapToObj(i -> () -> begin(UNTIL))
          .toList());

      assertThat(all).filteredOn(Begun.Started.class::isInstance).hasSize(1);
    }

    @Test
    void tellsAnotherFingerprintWhateverBecameOfTheFirst() {
      KeyedRequest other = request("1", "b");
      Claim claim = start();
      assertThat(keys.begin(other, OTHER_ID, NOW, UNTIL)).isEqualTo(new Begun.Different());

      keys.finish(claim, "answer");

      assertThat(keys.begin(other, OTHER_ID, UNTIL, UNTIL)).isEqualTo(new Begun.Different());
    }

    @Test
    void isNobodyElsesMatter() {
      start();

      assertThat(started(keys.begin(request("2", "a"), OTHER_ID, NOW, UNTIL)).id())
          .isEqualTo(OTHER_ID);
    }
  }

  @Nested
  class Finishing {

    @Test
    void keepsTheAnswerForAllWhoCome() {
      String answer = "größer 🚢\n".repeat(8_000);

      assertThat(keys.finish(start(), answer)).isTrue();

      assertThat(begin(NOW)).isEqualTo(new Begun.Finished(answer));
      assertThat(begin(UNTIL.plusSeconds(3_600))).isEqualTo(new Begun.Finished(answer));
    }

    @Test
    void isOnlyForWhoBeganItLast() {
      Claim first = start();
      Claim second = started(begin(UNTIL));

      assertThat(keys.finish(first, "late")).isFalse();
      assertThat(keys.finish(second, "in time")).isTrue();
      assertThat(keys.finish(first, "later")).isFalse();

      assertThat(begin(UNTIL)).isEqualTo(new Begun.Finished("in time"));
    }
  }

  @Nested
  class GivingUp {

    @Test
    void letsItBeBegunAgainAtOnceUnderTheSameName() {
      keys.release(start());

      assertThat(started(begin(NOW))).isEqualTo(new Claim(REQUEST.key(), ID, 2));
    }

    @Test
    void forgettingFreesTheKeyForAnything() {
      keys.forget(start());

      assertThat(started(keys.begin(request("1", "b"), OTHER_ID, NOW, UNTIL)))
          .isEqualTo(new Claim(REQUEST.key(), OTHER_ID, 1));
    }

    @Test
    void isNotForWhoBeganItBefore() {
      Claim first = start();
      started(begin(UNTIL));

      keys.release(first);
      keys.forget(first);

      assertThat(begin(UNTIL)).isEqualTo(new Begun.Running());
    }

    @Test
    void changesNothingOnceItIsFinished() {
      Claim claim = start();
      keys.finish(claim, "answer");

      keys.release(claim);
      keys.forget(claim);

      assertThat(begin(NOW)).isEqualTo(new Begun.Finished("answer"));
    }
  }

  @Nested
  class Removing {

    @Test
    void takesWhatCameBefore() {
      keys.finish(start(), "answer");

      assertThat(keys.removeBefore(NOW)).isZero();
      assertThat(keys.removeBefore(NOW.plusMillis(1))).isEqualTo(1);

      assertThat(started(begin(NOW)).id()).isEqualTo(OTHER_ID);
    }

    @Test
    void countsFromTheFirstTimeThatItWasBegun() {
      start();
      started(begin(UNTIL));

      assertThat(keys.removeBefore(UNTIL)).isEqualTo(1);
    }
  }
}
