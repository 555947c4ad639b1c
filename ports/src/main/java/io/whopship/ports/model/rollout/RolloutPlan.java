package io.whopship.ports.model.rollout;

import java.time.Duration;
import java.util.List;

/**
 * In which steps a release gets its traffic. Shares rise, the last is all of it.
 */
public record RolloutPlan(List<Step> steps) {

  public static final int MAX_STEPS = 10;
  public static final Duration MAX_SOAK = Duration.ofDays(7);

  /** Half of the traffic for 30 seconds, then all of it. */
  public static final RolloutPlan DEFAULT = halfThenAll(Duration.ofSeconds(30));

  public RolloutPlan {
    steps = List.copyOf(steps);
    if (steps.isEmpty() || steps.size() > MAX_STEPS) {
      throw new IllegalArgumentException(
          "a rollout plan must have 1 to " + MAX_STEPS + " steps, but has " + steps.size());
    }
    Percent before = Percent.NONE;
    for (Step step : steps) {
      if (step.percent().compareTo(before) <= 0) {
        throw new IllegalArgumentException("the shares of a rollout plan must rise, but "
            + step.percent() + " follows " + before);
      }
      before = step.percent();
    }
    if (!before.equals(Percent.ALL)) {
      throw new IllegalArgumentException(
          "the last step of a rollout plan must be 100%, but is " + before);
    }
  }

  /** The plan of two stages, with this soak between them. */
  public static RolloutPlan halfThenAll(Duration soak) {
    return new RolloutPlan(
        List.of(new Step(new Percent(50), soak), new Step(Percent.ALL, Duration.ZERO)));
  }

  public Step step(int index) {
    return steps.get(index);
  }

  public boolean isLast(int index) {
    return index == steps.size() - 1;
  }

  /** The public name of a stage: {@code stage1_50}. */
  public String stageName(int index) {
    return "stage" + (index + 1) + "_" + step(index).percent().value();
  }

  /**
   * One step.
   *
   * @param soak how long the share stays before the next step, watched all the while
   * @param needsApproval whether somebody has to promote it after the soak
   */
  public record Step(Percent percent, Duration soak, boolean needsApproval, Gate gate) {

    /** Goes on by itself, with the usual gate. */
    public Step(Percent percent, Duration soak) {
      this(percent, soak, false, Gate.DEFAULT);
    }

    public Step {
      if (percent.equals(Percent.NONE)) {
        throw new IllegalArgumentException("a rollout step must have more than 0%");
      }
      if (soak.isNegative() || soak.compareTo(MAX_SOAK) > 0) {
        throw new IllegalArgumentException(
            "a soak must be between none and " + MAX_SOAK + ", but is " + soak);
      }
    }
  }
}
