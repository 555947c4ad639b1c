package io.whopship.adapter.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.ports.model.rollout.Gate;
import io.whopship.ports.model.rollout.OnNoData;
import io.whopship.ports.model.rollout.ProbeCheck;
import io.whopship.ports.model.rollout.TrafficLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Gates as stored. What is {@code null} is left out. */
final class GateJson {

  private static final Words<OnNoData> NO_DATA = new Words<>(OnNoData.values(),
      rule -> switch (rule) {
        case PASS -> "pass";
        case PAUSE -> "pause";
        case FAIL -> "fail";
      });

  private GateJson() {}

  static ObjectNode write(Gate gate) {
    ObjectNode node = Json.object()
        .put("maxUnmeasured", gate.maxUnmeasured())
        .put("dryRun", gate.isDryRun());
    if (gate.maxBad() != null) {
      node.put("maxBad", gate.maxBad());
    }
    ArrayNode probes = node.putArray("probes");
    gate.probes().forEach(probe -> probes.add(write(probe)));
    if (gate.traffic() != null) {
      node.set("traffic", write(gate.traffic()));
    }
    return node;
  }

  private static ObjectNode write(ProbeCheck probe) {
    ObjectNode node = Json.object()
        .put("path", probe.path())
        .put("leastStatus", probe.leastStatus())
        .put("mostStatus", probe.mostStatus());
    if (probe.body() != null) {
      node.put("body", probe.body());
    }
    put(node, "maxLatency", probe.maxLatency());
    return node;
  }

  private static ObjectNode write(TrafficLimits limits) {
    ObjectNode node = Json.object()
        .put("minSamples", limits.minSamples())
        .put("onNoData", NO_DATA.word(limits.onNoData()));
    if (limits.maxErrorPercent() != null) {
      node.put("maxErrorPercent", limits.maxErrorPercent());
    }
    if (limits.maxErrorPercentAboveStable() != null) {
      node.put("maxErrorPercentAboveStable", limits.maxErrorPercentAboveStable());
    }
    put(node, "maxP99", limits.maxP99());
    return node;
  }

  private static void put(ObjectNode node, String member, @Nullable Duration duration) {
    if (duration != null) {
      node.put(member, duration.toString());
    }
  }

  static Gate read(JsonNode node) {
    return new Gate(Json.list(node.required("probes"), GateJson::readProbe),
        node.has("maxBad") ? Json.number(node, "maxBad") : null,
        Json.number(node, "maxUnmeasured"),
        node.has("traffic") ? readLimits(node.required("traffic")) : null,
        node.required("dryRun").booleanValue());
  }

  private static ProbeCheck readProbe(JsonNode node) {
    return new ProbeCheck(Json.text(node, "path"), Json.number(node, "leastStatus"),
        Json.number(node, "mostStatus"), node.has("body") ? Json.text(node, "body") : null,
        duration(node, "maxLatency"));
  }

  private static TrafficLimits readLimits(JsonNode node) {
    return new TrafficLimits(number(node, "maxErrorPercent"),
        number(node, "maxErrorPercentAboveStable"), duration(node, "maxP99"),
        node.required("minSamples").longValue(), NO_DATA.read(Json.text(node, "onNoData")));
  }

  private static @Nullable Duration duration(JsonNode node, String member) {
    return node.has(member) ? Duration.parse(Json.text(node, member)) : null;
  }

  private static @Nullable Double number(JsonNode node, String member) {
    return node.has(member) ? node.required(member).doubleValue() : null;
  }
}
