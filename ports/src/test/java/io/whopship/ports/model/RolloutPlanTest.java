package io.whopship.ports.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.RolloutPlan;
import io.whopship.ports.model.rollout.RolloutPlan.Step;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RolloutPlanTest {

  @Test
  void theDefaultIsHalfForThirtySecondsThenAll() {
    assertThat(RolloutPlan.DEFAULT.steps()).containsExactly(step(50, 30), step(100, 0));
    assertThat(RolloutPlan.DEFAULT.stageName(0)).isEqualTo("stage1_50");
    assertThat(RolloutPlan.DEFAULT.stageName(1)).isEqualTo("stage2_100");
    assertThat(RolloutPlan.DEFAULT.isLast(1)).isTrue();
  }

  @Test
  void sharesMustRise() {
    assertThatThrownBy(() -> new RolloutPlan(List.of(step(50, 1), step(50, 1), step(100, 0))))
        .hasMessage("the shares of a rollout plan must rise, but 50% follows 50%");
  }

  @Test
  void theLastStepMustBeAll() {
    assertThatThrownBy(() -> new RolloutPlan(List.of(step(50, 1))))
        .hasMessage("the last step of a rollout plan must be 100%, but is 50%");
    assertThatThrownBy(() -> new RolloutPlan(List.of())).hasMessageContaining("1 to 10 steps");
  }

  @Test
  void aStepHasAShareAndABoundedSoak() {
    assertThatThrownBy(() -> step(0, 1)).hasMessageContaining("more than 0%");
    assertThatThrownBy(() -> step(10, -1)).hasMessageContaining("a soak must be");
    assertThatThrownBy(() -> step(10, 8 * 86_400)).hasMessageContaining("a soak must be");
    assertThatThrownBy(() -> step(101, 1)).hasMessage("percent must be 0 to 100, but is 101");
  }

  private static Step step(int percent, long seconds) {
    return new Step(new Percent(percent), Duration.ofSeconds(seconds));
  }
}
