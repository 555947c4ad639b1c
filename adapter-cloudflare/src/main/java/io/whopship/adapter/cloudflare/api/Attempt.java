package io.whopship.adapter.cloudflare.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of sending a call once. */
sealed interface Attempt {

  /** An answer that stands. */
  record Answered(Reply reply) implements Attempt {}

  /**
   * None, or one that may be better next time.
   *
   * @param what a sentence without its full stop: {@code Cloudflare answered 503 to the upload}
   * @param harmless that it had no effect is certain
   * @param cause {@code null} if it was an answer
   */
  record Troubled(String what, boolean harmless, @Nullable Throwable cause) implements Attempt {}

  /**
   * A refusal that may be gone in a while.
   *
   * @param what as of trouble
   */
  record Passing(String what, Reply.Refused refused) implements Attempt {}

  /**
   * The token, or this machine, has called too often.
   *
   * @param asked how long to wait, as the answer says; {@code null} if it does not say
   */
  record Throttled(String what, @Nullable Duration asked) implements Attempt {}
}
