package io.whopship.core.webhooks;

import com.google.common.hash.Hashing;
import io.whopship.ports.model.webhooks.DeliveryState;
import io.whopship.ports.model.webhooks.Message;
import io.whopship.ports.model.webhooks.SendResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** When what was in vain is tried again: the schedule that Standard Webhooks recommends. */
final class RetrySchedule {

  /** Behind the first attempt, the second, and so on. After the last there is none. */
  static final List<Duration> PAUSES = List.of(Duration.ofSeconds(5), Duration.ofMinutes(5),
      Duration.ofMinutes(30), Duration.ofHours(2), Duration.ofHours(5), Duration.ofHours(10),
      Duration.ofHours(14), Duration.ofHours(20), Duration.ofHours(24));

  private static final Duration LONGEST_WISH = Duration.ofHours(24);

  /** A pause is longer by up to a tenth, so that all that failed at once does not come at once. */
  private static final int JITTER_STEPS = 1_000;
  private static final int JITTER_PARTS = 10_000;

  private RetrySchedule() {}

  /**
   * What becomes of a delivery after an attempt in vain.
   *
   * @param tries how many there were, with this one
   */
  static DeliveryState after(Message message, int tries, SendResult result, Instant now) {
    if (tries > PAUSES.size()) {
      return new DeliveryState.Failed(now);
    }
    Duration pause = PAUSES.get(tries - 1);
    Duration wish = wish(result);
    Duration longer = wish.compareTo(pause) > 0 ? wish : pause;
    return new DeliveryState.Waiting(now.plus(longer).plus(jitter(message, tries, longer)), tries);
  }

  private static Duration wish(SendResult result) {
    if (result instanceof SendResult.Answered answered) {
      Duration wish = answered.retryAfter();
      if (wish != null) {
        return wish.compareTo(LONGEST_WISH) > 0 ? LONGEST_WISH : wish;
      }
    }
    return Duration.ZERO;
  }

  /** By the message's id, which is random enough, and the same on every server. */
  private static Duration jitter(Message message, int tries, Duration pause) {
    long hash = Hashing.farmHashFingerprint64()
        .hashString(message.id() + ":" + tries, StandardCharsets.UTF_8)
        .asLong();
    return pause.multipliedBy(Math.floorMod(hash, JITTER_STEPS)).dividedBy(JITTER_PARTS);
  }
}
