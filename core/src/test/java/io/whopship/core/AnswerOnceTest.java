package io.whopship.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.core.access.AnswerOnceService;
import io.whopship.core.access.SealedAnswers;
import io.whopship.core.access.SigningKey;
import io.whopship.ports.driven.IdempotencyKeys;
import io.whopship.ports.driven.IdempotencyKeys.Claim;
import io.whopship.ports.driving.AnswerOnce;
import io.whopship.ports.driving.AnswerOnce.Asked;
import io.whopship.ports.driving.AnswerOnce.Outcome;
import io.whopship.ports.driving.AnswerOnce.Turn;
import io.whopship.ports.driving.CreateDeployment;
import io.whopship.ports.driving.CreateDeployment.UploadMethod;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.requests.KeyedRequest;
import io.whopship.testkit.InMemoryIdempotencyKeys;
import io.whopship.testkit.MovableClock;
import io.whopship.testkit.SequentialIds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerOnceTest {

  private static final Asked ASKED = new Asked("POST /tokens", "k1", "a".repeat(64));

  private final MovableClock clock = new MovableClock(Instant.parse("2025-01-24T12:00:00Z"));
  private final InMemoryIdempotencyKeys keys = new InMemoryIdempotencyKeys();
  private final SequentialIds ids = new SequentialIds();
  private final AnswerOnce once = signedWith("0123456789abcdef");

  private AnswerOnce signedWith(String key) {
    return new AnswerOnceService(keys, new SealedAnswers(new SigningKey(new Secret(key)), ids), ids,
        clock);
  }

  private Turn begun(Caller caller) {
    return ((Outcome.Begun) once.begin(caller, ASKED)).turn();
  }

  @Test
  void anAnswerIsGivenAgainToWhoAsksTheSame() {
    begun(Platform.ALICE).done("{\"token\": \"größe\"}");

    assertThat(once.begin(Platform.ALICE, ASKED))
        .isEqualTo(new Outcome.Answered("{\"token\": \"größe\"}"));
  }

  @Test
  void keysOfOthersAreOthers() {
    begun(Platform.ALICE).done("alice's");

    assertThat(once.begin(Platform.MALLORY, ASKED)).isInstanceOf(Outcome.Begun.class);
    assertThat(once.begin(new Caller(Platform.ALICE.owner(), true), ASKED))
        .isInstanceOf(Outcome.Begun.class);
    assertThat(once.begin(Platform.ALICE, new Asked("POST /apps", "k1", ASKED.fingerprint())))
        .isInstanceOf(Outcome.Begun.class);
  }

  @Test
  void anotherRequestWithTheKeyIsTold() {
    begun(Platform.ALICE);

    assertThat(once.begin(Platform.ALICE, new Asked(ASKED.endpoint(), ASKED.key(), "b".repeat(64))))
        .isEqualTo(new Outcome.Different());
  }

  @Test
  void whatAKilledServerBeganIsBegunAgainUnderItsNameWhenItsLeaseEnds() {
    UUID id = begun(Platform.ALICE).id();
    assertThat(once.begin(Platform.ALICE, ASKED)).isEqualTo(new Outcome.UnderWay());

    clock.advance(AnswerOnce.LEASE);

    assertThat(begun(Platform.ALICE).id()).isEqualTo(id);
  }

  @Test
  void whatBrokeIsBegunAgainAtOnceAndWhatWasRefusedIsForgotten() {
    Turn first = begun(Platform.ALICE);
    first.broken();
    Turn second = begun(Platform.ALICE);
    assertThat(second.id()).isEqualTo(first.id());

    second.refused();

    assertThat(begun(Platform.ALICE).id()).isNotEqualTo(first.id());
  }

  @Test
  void answersAreForgottenAfterADay() {
    begun(Platform.ALICE).done("answer");
    clock.advance(AnswerOnce.KEPT);
    once.forgetOld();
    assertThat(once.begin(Platform.ALICE, ASKED)).isInstanceOf(Outcome.Answered.class);

    clock.advance(Duration.ofSeconds(1));
    once.forgetOld();

    assertThat(once.begin(Platform.ALICE, ASKED)).isInstanceOf(Outcome.Begun.class);
  }

  @Test
  void whatIsStoredTellsNothingAndOpensWithTheSigningKeyAlone() {
    RecordingKeys recording = new RecordingKeys(keys);
    AnswerOnce watched = new AnswerOnceService(recording,
        new SealedAnswers(new SigningKey(new Secret("0123456789abcdef")), ids), ids, clock);
    ((Outcome.Begun) watched.begin(Platform.ALICE, ASKED)).turn().done("whop_secret");

    assertThat(recording.stored).doesNotContain("whop_secret").hasSizeGreaterThan(40);
    assertThat(recording.request().key()).doesNotContain("alice").doesNotContain("k1");
    assertThat(signedWith("another key 0123").begin(Platform.ALICE, ASKED))
        .isInstanceOf(Outcome.Begun.class);
  }

  @Test
  void noHashThatOthersCouldMakeIsStored() {
    RecordingKeys recording = new RecordingKeys(keys);
    for (String key : List.of("0123456789abcdef", "another key 0123")) {
      new AnswerOnceService(recording, new SealedAnswers(new SigningKey(new Secret(key)), ids), ids,
          clock)
          .begin(Platform.ALICE, ASKED);
    }

    assertThat(recording.requests).extracting(KeyedRequest::key).doesNotHaveDuplicates();
    assertThat(recording.requests).extracting(KeyedRequest::fingerprint)
        .doesNotHaveDuplicates()
        .doesNotContain(ASKED.fingerprint());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "not base 64!", "AAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
  void anAnswerThatCannotBeReadIsToldAndItsRequestIsNotDoneAgain(String broken) {
    RecordingKeys recording = new RecordingKeys(keys);
    AnswerOnce watched = new AnswerOnceService(recording,
        new SealedAnswers(new SigningKey(new Secret("0123456789abcdef")), ids), ids, clock);
    UUID id = ((Outcome.Begun) watched.begin(Platform.ALICE, ASKED)).turn().id();
    keys.finish(new Claim(recording.request().key(), id, 1), broken);

    assertThat(watched.begin(Platform.ALICE, ASKED)).isEqualTo(new Outcome.Unreadable());
  }

  @Test
  void aDeploymentThatWasCreatedBeforeItsServerDiedIsFoundAgain() {
    Platform platform = new Platform();
    UUID id = UUID.fromString("550e8400-e29b-41d4-a716-446655440000");

    Deployment first = create(platform, id);
    Deployment second = create(platform, id);
    Deployment other = create(platform, UUID.fromString("550e8400-e29b-41d4-a716-446655440001"));

    assertThat(first.uuid()).isEqualTo(id);
    assertThat(second).isEqualTo(first);
    assertThat(other.id()).isNotEqualTo(first.id());
  }

  private static Deployment create(Platform platform, UUID uuid) {
    return ((CreateDeployment.Outcome.Created) platform.core.deployments()
        .create()
        .create(Platform.ALICE, platform.app.whopAppId(), UploadMethod.DIRECT, BuildMetadata.NONE,
            null, uuid))
        .deployment();
  }

  /** Sees what is stored. */
  private static final class RecordingKeys implements IdempotencyKeys {

    private final IdempotencyKeys keys;
    private final List<KeyedRequest> requests = new ArrayList<>();
    private String stored = "";

    RecordingKeys(IdempotencyKeys keys) {
      this.keys = keys;
    }

    KeyedRequest request() {
      return requests.getLast();
    }

    @Override
    public Begun begin(KeyedRequest request, UUID id, Instant now, Instant until) {
      requests.add(request);
      return keys.begin(request, id, now, until);
    }

    @Override
    public boolean finish(Claim claim, String answer) {
      stored = answer;
      return keys.finish(claim, answer);
    }

    @Override
    public void release(Claim claim) {
      keys.release(claim);
    }

    @Override
    public void forget(Claim claim) {
      keys.forget(claim);
    }

    @Override
    public int removeBefore(Instant instant) {
      return keys.removeBefore(instant);
    }
  }
}
