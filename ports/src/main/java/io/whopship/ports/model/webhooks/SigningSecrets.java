package io.whopship.ports.model.webhooks;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The secrets of one webhook. Messages are signed with all that are valid, so that a receiver may
 * change over at any time until the former one ends.
 *
 * @param former those before the current one, the latest first
 */
public record SigningSecrets(SigningSecret current, List<Former> former) {

  /** How long a former secret goes on signing. */
  public static final Duration OVERLAP = Duration.ofHours(24);

  /** Each is one more signature in a header. */
  public static final int MAX_FORMER = 3;

  public SigningSecrets {
    former = List.copyOf(former);
  }

  /** One that was replaced, and until when it signs all the same. */
  public record Former(SigningSecret secret, Instant until) {}

  public static SigningSecrets of(SigningSecret secret) {
    return new SigningSecrets(secret, List.of());
  }

  /** With another one; of former ones that have not ended, the latest stay. */
  public SigningSecrets rotated(SigningSecret next, Instant now) {
    List<Former> kept = new ArrayList<>();
    kept.add(new Former(current, now.plus(OVERLAP)));
    former.stream()
        .filter(secret -> secret.until().isAfter(now))
        .limit(MAX_FORMER - 1L)
        .forEach(kept::add);
    return new SigningSecrets(next, kept);
  }

  /** Those that sign at this time, the current one first. */
  public List<SigningSecret> validAt(Instant now) {
    List<SigningSecret> valid = new ArrayList<>();
    valid.add(current);
    former.stream()
        .filter(secret -> secret.until().isAfter(now))
        .map(Former::secret)
        .forEach(valid::add);
    return valid;
  }
}
