package io.whopship.ports.model.rollout;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a gate looked at, as it was then.
 *
 * @param stage in which: {@code stage1_50}; {@code probe} before any traffic
 * @param reason why it was not good; empty if it was
 */
public record Sample(Instant at, String stage, Measured measured, Verdict verdict, String reason) {

  /** What the gate made of it. */
  public enum Verdict {
    GOOD, BAD, UNMEASURED
  }

  /** What was seen. */
  public sealed interface Measured {

    /**
     * An answer to a probe.
     *
     * @param status 0 if there was no answer
     */
    record Probe(String path, int status, Duration latency) implements Measured {}

    /**
     * What visitors got.
     *
     * @param candidate from the release, since its share began
     * @param stable from the stable release meanwhile; {@code null} if there is none
     */
    record Visits(TrafficSummary candidate, @Nullable TrafficSummary stable) implements Measured {}

    /** Nothing: it could not be known. */
    record Nothing(String what) implements Measured {}
  }
}
