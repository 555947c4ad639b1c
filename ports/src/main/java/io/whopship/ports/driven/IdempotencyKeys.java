package io.whopship.ports.driven;

import io.whopship.ports.model.requests.KeyedRequest;
import java.time.Instant;
import java.util.UUID;

/**
 * Which requests with a key were begun, and what was answered. Of those with one key, one is done
 * at a time, by whichever server; an answer, once there, stays until it is removed for its age.
 */
public interface IdempotencyKeys {

  /**
   * Begins a request, if nobody else does it or has done it. Atomic: of two who begin one at the
   * same time, one does.
   *
   * @param id what the request is called from now on, unless it has been begun before and has its
   * name
   * @param now also its age counts from here, if it is new
   * @param until then it is taken to be dead, and may be begun again
   */
  Begun begin(KeyedRequest request, UUID id, Instant now, Instant until);

  /** What came of beginning. */
  sealed interface Begun {

    /** It is to be done now. */
    record Started(Claim claim) implements Begun {}

    /** Somebody is doing it. */
    record Running() implements Begun {}

    /** It is done. */
    record Finished(String answer) implements Begun {}

    /** The key is that of a request with another fingerprint. */
    record Different() implements Begun {}
  }

  /**
   * The right to do a request.
   *
   * @param id the same each time that the request is begun, so that what it made can be found
   * @param number 1, and one more each time that it is begun again
   */
  record Claim(String key, UUID id, long number) {}

  /**
   * Keeps the answer. Does nothing if the request was begun again since, or was forgotten. Answers
   * whether it is kept.
   */
  boolean finish(Claim claim, String answer);

  /** Lets the request be begun again at once. Does nothing if it was already, or is finished. */
  void release(Claim claim);

  /** Forgets the request, as if it had never come. Does nothing in the same cases. */
  void forget(Claim claim);

  /** Forgets all that came before this. Answers how many there were. */
  int removeBefore(Instant instant);
}
