package io.whopship.adapter.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.RolloutPlan;
import java.time.Duration;

/**
 * Rollout plans as stored: {@code [{"percent":50,"soak":"PT30S"},{"percent":100,"soak":"PT0S"}]}.
 */
final class PlanJson {

  private PlanJson() {}

  static String write(RolloutPlan plan) {
    ArrayNode steps = Json.array();
    for (RolloutPlan.Step step : plan.steps()) {
      steps.addObject().put("percent", step.percent().value()).put("soak", step.soak().toString());
    }
    return steps.toString();
  }

  static RolloutPlan read(JsonNode steps) {
    return new RolloutPlan(
        Json.list(steps, step -> new RolloutPlan.Step(new Percent(Json.number(step, "percent")),
            Duration.parse(Json.text(step, "soak")))));
  }
}
