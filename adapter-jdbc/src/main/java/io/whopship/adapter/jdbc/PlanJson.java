package io.whopship.adapter.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.RolloutPlan;
import java.time.Duration;

/**
 * Rollout plans as stored: {@code [{"percent":50,"soak":"PT30S"},{"percent":100,"soak":"PT0S"}]};
 * of gates and approval only what is not as usual.
 */
final class PlanJson {

  private PlanJson() {}

  static String write(RolloutPlan plan) {
    return array(plan).toString();
  }

  static ArrayNode array(RolloutPlan plan) {
    ArrayNode steps = Json.array();
    plan.steps().forEach(step -> write(step, steps.addObject()));
    return steps;
  }

  private static void write(RolloutPlan.Step step, ObjectNode node) {
    RolloutPlan.Step usual = new RolloutPlan.Step(step.percent(), step.soak());
    node.put("percent", step.percent().value()).put("soak", step.soak().toString());
    if (step.needsApproval()) {
      node.put("needsApproval", true);
    }
    if (!step.gate().equals(usual.gate())) {
      node.set("gate", GateJson.write(step.gate()));
    }
  }

  static RolloutPlan read(JsonNode steps) {
    return new RolloutPlan(Json.list(steps, PlanJson::readStep));
  }

  private static RolloutPlan.Step readStep(JsonNode node) {
    RolloutPlan.Step usual = new RolloutPlan.Step(new Percent(Json.number(node, "percent")),
        Duration.parse(Json.text(node, "soak")));
    return new RolloutPlan.Step(usual.percent(), usual.soak(), node.has("needsApproval"),
        node.has("gate") ? GateJson.read(node.required("gate")) : usual.gate());
  }
}
