package io.whopship.ports.driving;

import io.whopship.ports.model.identity.Caller;
import java.time.Duration;
import java.util.UUID;

/**
 * Sees to it that a request with a key is done once, and that whoever sends it again gets the
 * answer that there was, also from another server and after a restart. Keys are known by the
 * signing key: with another one, what was sent before is new.
 */
public interface AnswerOnce {

  /** For how long answers are kept, at least. */
  Duration KEPT = Duration.ofHours(24);

  /**
   * A request that is under way for so long is taken to have died with its server, and is begun
   * again: much longer than any action may take.
   */
  Duration LEASE = Duration.ofMinutes(3);

  Outcome begin(Caller caller, Asked asked);

  /** Forgets what is older than {@link #KEPT}. */
  void forgetOld();

  /**
   * What was asked for.
   *
   * @param endpoint method and path, within which the key is meant
   * @param key the caller's
   * @param fingerprint SHA-256, in hexadecimal digits, of all that was sent
   */
  record Asked(String endpoint, String key, String fingerprint) {}

  /** What is to be done about it. */
  sealed interface Outcome {

    /** It is to be done, and then to be ended by one of the methods of its turn. */
    record Begun(Turn turn) implements Outcome {}

    /** It is being done: ask again a little later. */
    record UnderWay() implements Outcome {}

    /** It is done, and this was answered. */
    record Answered(String answer) implements Outcome {}

    /** It is done, but what was answered cannot be read any more. */
    record Unreadable() implements Outcome {}

    /** The key belongs to a request that asked for something else. */
    record Different() implements Outcome {}
  }

  /** The right to do a request, to be ended once. */
  interface Turn {

    /** The same each time that the request is begun: what it makes can be found by this name. */
    UUID id();

    /** It is done: from now on this is the answer, which may be secret. */
    void done(String answer);

    /** It is not known what was done of it: it may be begun again at once, under the same name. */
    void broken();

    /** Nothing of it was done: the key is free for another request. */
    void refused();
  }
}
