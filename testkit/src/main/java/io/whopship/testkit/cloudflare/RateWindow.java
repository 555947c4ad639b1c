package io.whopship.testkit.cloudflare;

import io.whopship.testkit.cloudflare.rest.Envelope;
import io.whopship.testkit.http.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** So many calls of one token in so much time; who makes more waits for the next window. */
final class RateWindow {

  static final int UNLIMITED = Integer.MAX_VALUE;
  private static final String NAME = "\"default\"";

  private record Count(Instant start, int calls) {}

  private final InstantSource clock;
  private final int most;
  private final Duration length;
  private final Map<String, Count> byToken = new HashMap<>();

  RateWindow(InstantSource clock, int most, Duration length) {
    this.clock = clock;
    this.most = most;
    this.length = length;
  }

  /** The answer, with what Cloudflare adds to each: how many calls there may be. */
  Answer announcedBy(Answer answer) {
    return most == UNLIMITED
        ? answer
        : answer.with("ratelimit-policy", NAME + ";q=" + most + ";w=" + length.toSeconds());
  }

  /** The refusal, if it is one too many. */
  synchronized Optional<Answer> count(String authorization) {
    Instant now = clock.instant();
    Count before = byToken.get(authorization);
    Count count = before == null || !now.isBefore(before.start.plus(length))
        ? new Count(now, 1)
        : new Count(before.start, before.calls + 1);
    byToken.put(authorization, count);
    if (count.calls <= most) {
      return Optional.empty();
    }
    Duration rest = Duration.between(now, count.start.plus(length));
    long seconds = Math.max(1, rest.plusMillis(999).toSeconds());
    return Optional.of(
        Envelope.error(429, 971, "Please wait and consider throttling your request speed")
            .with("retry-after", Long.toString(seconds))
            .with("ratelimit", NAME + ";r=0;t=" + seconds));
  }
}
