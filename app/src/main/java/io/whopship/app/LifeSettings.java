package io.whopship.app;

import io.whopship.adapter.http.HttpTelemetry.Access;
import io.whopship.ports.model.identity.Secret;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a server lives.
 *
 * @param drain how long its end may take before it is cut short
 * @param notice how long, of that, it goes on serving while it says that it is not ready
 * @param metrics who may read what is measured
 * @param metricsToken with which that may be read, and nothing else; {@code null} if there is none
 */
record LifeSettings(Duration drain, Duration notice, Access metrics,
    @Nullable Secret metricsToken) {

  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofHours(1);

  /** Whoever sends requests to one of many servers mostly looks each few seconds. */
  private static final Duration USUAL_NOTICE = Duration.ofSeconds(5);

  /** A collector that is there answers sooner; for another one nobody waits long. */
  private static final Duration USUAL_FLUSH = Duration.ofSeconds(2);

  static LifeSettings read(Settings settings, DatabaseChoice database) {
    Duration drain = settings.of("WHOPSHIP_DRAIN", "20s", Durations::parse);
    settings.require("WHOPSHIP_DRAIN",
        drain.compareTo(LEAST) >= 0 && drain.compareTo(MOST) <= 0, "must be 1s to 1h");
    Duration most = drain.dividedBy(2);
    Duration notice = settings.of("WHOPSHIP_DRAIN_NOTICE", usualNotice(database, most).toString(),
        Durations::parse);
    settings.require("WHOPSHIP_DRAIN_NOTICE", !notice.isNegative() && notice.compareTo(most) <= 0,
        "must be at most half of WHOPSHIP_DRAIN");
    Access metrics = settings.of("WHOPSHIP_METRICS", "token", LifeSettings::access);
    return new LifeSettings(drain, notice, metrics, metricsToken(settings, metrics));
  }

  private static @Nullable Secret metricsToken(Settings settings, Access metrics) {
    Secret token = settings.secret("WHOPSHIP_METRICS_TOKEN");
    if (token == null) {
      return null;
    }
    settings.require("WHOPSHIP_METRICS_TOKEN", metrics == Access.TOKEN,
        "has no meaning unless WHOPSHIP_METRICS is token");
    settings.require("WHOPSHIP_METRICS_TOKEN",
        !token.reveal().equals(settings.text("WHOPSHIP_ADMIN_TOKEN", "")),
        "must be another than WHOPSHIP_ADMIN_TOKEN, or whoever reads metrics is an administrator");
    return token;
  }

  /** Of the only server of a database, requests have nowhere else to go. */
  private static Duration usualNotice(DatabaseChoice database, Duration most) {
    return switch (database) {
      case DatabaseChoice.Embedded e -> Duration.ZERO;
      case DatabaseChoice.PostgreSql p ->
        USUAL_NOTICE.compareTo(most) < 0 ? USUAL_NOTICE : most;
    };
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

  /** For what is still to be sent to those who watch, when all else has ended. */
  Duration flush() {
    Duration most = drain.dividedBy(8);
    return most.compareTo(USUAL_FLUSH) < 0 ? most : USUAL_FLUSH;
  }

  /** For a request, when work has ended. */
  Duration request() {
    return drain.dividedBy(4);
  }
}
