package io.whopship.ports.model.webhooks;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of a request to a webhook. */
public sealed interface SendResult {

  /** So much of an answer, in characters, is kept for its owner to see. */
  int MAX_EXCERPT = 1000;

  /**
   * It answered.
   *
   * @param excerpt how its answer begins
   * @param retryAfter how long it asked to be left alone; {@code null} if it did not
   */
  record Answered(int status, String excerpt, @Nullable Duration retryAfter)
      implements
        SendResult {}

  /** No answer came, or not in time. */
  record Unreachable(String reason) implements SendResult {}

  /** Nothing was sent, since nothing may be sent there. */
  record Forbidden(String reason) implements SendResult {}

  /** Whether the webhook has what was sent. */
  default boolean isSuccess() {
    return this instanceof Answered answered && answered.status() >= 200
        && answered.status() <= 299;
  }
}
