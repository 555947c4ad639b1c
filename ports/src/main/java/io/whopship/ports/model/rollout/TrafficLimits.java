package io.whopship.ports.model.rollout;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What visitors may get from a release while it has a share of the traffic.
 *
 * @param maxErrorPercent of its requests; {@code null} for no such limit
 * @param maxErrorPercentAboveStable by how many points its errors may exceed those of the stable
 * release in the same time; {@code null} for no such limit; none either if there is no stable one
 * @param maxP99 within which 99 of 100 answers must begin; {@code null} for no such limit
 * @param minSamples with fewer requests it is not judged, 1 or more
 * @param onNoData what follows if there were fewer until the soak's end
 */
public record TrafficLimits(@Nullable Double maxErrorPercent,
    @Nullable Double maxErrorPercentAboveStable, @Nullable Duration maxP99, long minSamples,
    OnNoData onNoData) {

  /** Ten points more errors than the stable release, among 20 requests or more. */
  public static final TrafficLimits DEFAULT = new TrafficLimits(null, 10.0, null, 20,
      OnNoData.PASS);

  public TrafficLimits {
    requirePercent("maxErrorPercent", maxErrorPercent);
    requirePercent("maxErrorPercentAboveStable", maxErrorPercentAboveStable);
    if (maxP99 != null && !maxP99.isPositive()) {
      throw new IllegalArgumentException("maxP99 must be more than nothing, but is " + maxP99);
    }
    if (minSamples < 1) {
      throw new IllegalArgumentException("minSamples must be 1 or more, but is " + minSamples);
    }
  }

  private static void requirePercent(String name, @Nullable Double value) {
    if (value != null && !(value >= 0 && value <= 100)) {
      throw new IllegalArgumentException(name + " must be 0 to 100, but is " + value);
    }
  }
}
