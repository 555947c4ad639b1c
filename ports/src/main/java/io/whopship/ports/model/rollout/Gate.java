package io.whopship.ports.model.rollout;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must hold for a release to keep its share, and to get the next one.
 *
 * @param probes asked of it in each round; none for the one that the server is set to
 * @param maxBad so many rounds in a row with a bad answer fail it; {@code null} for as many as the
 * server is set to
 * @param maxUnmeasured after so many rounds in a row in which it could not be asked, which is not
 * its fault, the rollout pauses
 * @param traffic limits for what visitors get; {@code null} for none
 * @param isDryRun whether it only says what it would have done
 */
public record Gate(List<ProbeCheck> probes, @Nullable Integer maxBad, int maxUnmeasured,
    @Nullable TrafficLimits traffic, boolean isDryRun) {

  public static final int MAX_PROBES = 10;
  public static final int MAX_ROUNDS = 1_000;

  /** The server's probe, and visitors must not get many more errors than before. */
  public static final Gate DEFAULT = new Gate(List.of(), null, 5, TrafficLimits.DEFAULT, false);

  public Gate {
    probes = List.copyOf(probes);
    if (probes.size() > MAX_PROBES) {
      throw new IllegalArgumentException(
          "probes must be " + MAX_PROBES + " at most, but are " + probes.size());
    }
    requireRounds("maxBad", maxBad == null ? 1 : maxBad);
    requireRounds("maxUnmeasured", maxUnmeasured);
  }

  private static void requireRounds(String name, int value) {
    if (value < 1 || value > MAX_ROUNDS) {
      throw new IllegalArgumentException(
          name + " must be 1 to " + MAX_ROUNDS + ", but is " + value);
    }
  }
}
