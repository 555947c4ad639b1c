package io.whopship.adapter.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.ports.model.rollout.RolloutPlan;
import io.whopship.ports.model.rollout.RolloutPolicy;

/** Rollout policies as stored; without a plan if it is the server's. */
final class PolicyJson {

  private static final Words<RolloutPolicy.Queue> QUEUES = new Words<>(
      RolloutPolicy.Queue.values(), queue -> switch (queue) {
        case WAIT -> "wait";
        case REPLACE -> "replace";
      });

  private PolicyJson() {}

  static String write(RolloutPolicy policy) {
    ObjectNode node = Json.object().put("queue", QUEUES.word(policy.queue()));
    RolloutPlan plan = policy.plan();
    if (plan != null) {
      node.set("plan", PlanJson.array(plan));
    }
    return node.toString();
  }

  static RolloutPolicy read(JsonNode node) {
    return new RolloutPolicy(node.has("plan") ? PlanJson.read(node.required("plan")) : null,
        QUEUES.read(Json.text(node, "queue")));
  }
}
