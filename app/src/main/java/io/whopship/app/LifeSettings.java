package io.whopship.app;

import io.whopship.adapter.http.HttpTelemetry.Access;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * How a server lives.
 *
 * @param drain how long its end may take before it is cut short
 * @param metrics who may read what is measured
 */
record LifeSettings(Duration drain, Access metrics) {

  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofHours(1);

  static LifeSettings read(Settings settings) {
    Duration drain = settings.of("WHOPSHIP_DRAIN", "20s", Durations::parse);
    settings.require("WHOPSHIP_DRAIN",
        drain.compareTo(LEAST) >= 0 && drain.compareTo(MOST) <= 0, "must be 1s to 1h");
    return new LifeSettings(drain,
        settings.of("WHOPSHIP_METRICS", "token", LifeSettings::access));
  }

  private static Access access(String text) {
    return Arrays.stream(Access.values())
        .filter(access -> access.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(
            "must be token, open or off, but is '" + text + "'"));
  }

  /** For work, once to end and once more after it was interrupted. */
  Duration work() {
    return drain.dividedBy(2);
  }

  /** For a request, when work has ended. */
  Duration request() {
    return drain.dividedBy(4);
  }
}
