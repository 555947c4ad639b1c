package io.whopship.core.pipeline;

import io.whopship.ports.model.rollout.TrafficLimits;
import io.whopship.ports.model.rollout.TrafficSummary;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Holds what visitors got against the limits of a gate. */
final class TrafficJudge {

  /** What came of it. */
  sealed interface Judged {

    record Good() implements Judged {}

    record Bad(String reason) implements Judged {}

    /** Too few visitors came. */
    record TooFew(String reason) implements Judged {}
  }

  private TrafficJudge() {}

  static Judged judge(TrafficLimits limits, TrafficSummary candidate,
      @Nullable TrafficSummary stable) {
    if (candidate.requests() < limits.minSamples()) {
      return new Judged.TooFew("it had " + candidate.requests() + " requests, of the "
          + limits.minSamples() + " it is judged by");
    }
    double errors = percent(candidate);
    Double most = limits.maxErrorPercent();
    if (most != null && errors > most) {
      return bad(candidate, errors, "more than " + text(most));
    }
    Double above = limits.maxErrorPercentAboveStable();
    if (above != null && stable != null && stable.requests() >= limits.minSamples()
        && errors > percent(stable) + above) {
      return bad(candidate, errors, "more than " + text(above) + " above the " + text(percent(
          stable)) + " of the stable version");
    }
    Duration slowest = limits.maxP99();
    if (slowest != null && candidate.p99().compareTo(slowest) > 0) {
      return new Judged.Bad("99 of 100 answers took up to " + candidate.p99().toMillis()
          + " ms, more than " + slowest.toMillis() + " ms");
    }
    return new Judged.Good();
  }

  private static Judged bad(TrafficSummary candidate, double errors, String limit) {
    return new Judged.Bad(candidate.errors() + " of " + candidate.requests() + " requests failed ("
        + text(errors) + "), " + limit);
  }

  private static double percent(TrafficSummary summary) {
    return summary.requests() == 0 ? 0 : 100.0 * summary.errors() / summary.requests();
  }

  private static String text(double percent) {
    String number = String.format(Locale.ROOT, "%.2f", percent);
    return number.replaceFirst("\\.?0+$", "") + " %";
  }
}
