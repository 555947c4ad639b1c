package io.whopship.ports.model.rollout;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a release must answer to a GET.
 *
 * @param path with a leading slash
 * @param leastStatus the lowest status that is good
 * @param mostStatus the highest status that is good
 * @param body a text that the first 64 KiB of the answer must hold; {@code null} for any
 * @param maxLatency how long the answer may take; {@code null} for as long as it is waited for
 */
public record ProbeCheck(String path, int leastStatus, int mostStatus, @Nullable String body,
    @Nullable Duration maxLatency) {

  public static final int MAX_PATH_LENGTH = 1024;
  public static final int MAX_BODY_LENGTH = 1024;

  public ProbeCheck {
    if (!path.matches("/[\\x21-\\x7e]*") || path.length() > MAX_PATH_LENGTH) {
      throw new IllegalArgumentException("path must start with a slash and have at most "
          + MAX_PATH_LENGTH + " printable ASCII characters, but is '" + path + "'");
    }
    if (leastStatus < 100 || mostStatus > 599 || leastStatus > mostStatus) {
      throw new IllegalArgumentException("status must be a range within 100-599, but is "
          + leastStatus + "-" + mostStatus);
    }
    if (body != null && (body.isEmpty() || body.length() > MAX_BODY_LENGTH)) {
      throw new IllegalArgumentException("body must be 1 to " + MAX_BODY_LENGTH
          + " characters, but has " + body.length());
    }
    if (maxLatency != null && !maxLatency.isPositive()) {
      throw new IllegalArgumentException(
          "maxLatency must be more than nothing, but is " + maxLatency);
    }
  }

  /** Any answer below 500 will do. */
  public static ProbeCheck of(String path) {
    return new ProbeCheck(path, 100, 499, null, null);
  }
}
