package io.whopship.core.access;

import io.whopship.ports.driven.IdempotencyKeys;
import io.whopship.ports.driven.IdempotencyKeys.Begun;
import io.whopship.ports.driven.IdempotencyKeys.Claim;
import io.whopship.ports.driven.Ids;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driving.AnswerOnce;
import io.whopship.ports.model.identity.Caller;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

public final class AnswerOnceService implements AnswerOnce {

  private static final Logger log = LoggerFactory.getLogger(AnswerOnceService.class);

  private final IdempotencyKeys keys;
  private final SealedAnswers sealed;
  private final Ids ids;
  private final InstantSource clock;

  public AnswerOnceService(IdempotencyKeys keys, SealedAnswers sealed, Ids ids,
      InstantSource clock) {
    this.keys = keys;
    this.sealed = sealed;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public Outcome begin(Caller caller, Asked asked) {
    // Tokens of one owner with different rights must not see each other's answers.
    String request = String.join("\n", caller.owner().value(),
        caller.admin() ? "admin" : "tenant", asked.endpoint(), asked.key());
    Instant now = clock.instant();
    return switch (keys.begin(sealed.named(request, asked.fingerprint()), ids.uuid(), now,
        now.plus(LEASE))) {
      case Begun.Started(Claim claim) -> new Outcome.Begun(new ClaimedTurn(request, claim));
      case Begun.Running r -> new Outcome.UnderWay();
      case Begun.Finished(String answer) -> answered(request, answer);
      case Begun.Different d -> new Outcome.Different();
    };
  }

  private Outcome answered(String request, String answer) {
    try {
      return new Outcome.Answered(sealed.open(request, answer));
    } catch (PortException.Corrupt e) {
      log.warn("answer to a request with a key cannot be given again", e);
      return new Outcome.Unreadable();
    }
  }

  @Override
  public void forgetOld() {
    int forgotten = keys.removeBefore(clock.instant().minus(KEPT));
    if (forgotten > 0) {
      log.info("idempotency keys forgotten keys={}", forgotten);
    }
  }

  private final class ClaimedTurn implements Turn {

    private final String request;
    private final Claim claim;

    ClaimedTurn(String request, Claim claim) {
      this.request = request;
      this.claim = claim;
    }

    @Override
    public UUID id() {
      return claim.id();
    }

    @Override
    public void done(String answer) {
      if (!keys.finish(claim, sealed.seal(request, answer))) {
        log.warn("request took longer than {}, and was begun again meanwhile", LEASE);
      }
    }

    @Override
    public void broken() {
      keys.release(claim);
    }

    @Override
    public void refused() {
      keys.forget(claim);
    }
  }
}
