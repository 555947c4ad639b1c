package io.whopship.adapter.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.ports.driven.GateSamples;
import io.whopship.ports.driving.ExplainDeployment.Decision;
import io.whopship.ports.model.logs.StoredLine;
import io.whopship.ports.model.rollout.Sample;
import io.whopship.ports.model.rollout.Sample.Measured;
import io.whopship.ports.model.rollout.TrafficSummary;
import java.time.Duration;
import java.util.Locale;

/** Why a deployment stands where it stands, as the API shows it. */
final class DecisionJson {

  private DecisionJson() {}

  static ObjectNode of(Decision decision) {
    ObjectNode json = DeploymentJson.found(decision.deployment());
    ObjectNode shown = json.putObject("decision").put("summary", decision.summary());
    if (decision.gate() != null) {
      shown.set("gate", RolloutJson.gate(decision.gate()));
    }
    ArrayNode counts = shown.putArray("counts");
    for (GateSamples.Count count : decision.counts()) {
      counts.addObject()
          .put("stage", count.stage())
          .put("verdict", word(count.verdict()))
          .put("samples", count.number());
    }
    ArrayNode samples = shown.putArray("samples");
    decision.samples().items().forEach(kept -> samples.add(sample(kept)));
    ArrayNode lines = shown.putArray("lastLines");
    for (StoredLine stored : decision.lastLines()) {
      lines.addObject()
          .put("timestamp", Json.timestamp(stored.line().at()))
          .put("message", stored.line().message());
    }
    return json;
  }

  private static ObjectNode sample(GateSamples.Kept kept) {
    Sample sample = kept.sample();
    ObjectNode json = Json.object()
        .put("number", kept.number())
        .put("timestamp", Json.timestamp(sample.at()))
        .put("stage", sample.stage())
        .put("verdict", word(sample.verdict()));
    if (!sample.reason().isEmpty()) {
      json.put("reason", sample.reason());
    }
    switch (sample.measured()) {
      case Measured.Probe(String path, int status, Duration latency) -> {
        ObjectNode probe = json.putObject("probe").put("path", path);
        if (status != 0) {
          probe.put("status", status).put("latencyMs", latency.toMillis());
        }
      }
      case Measured.Visits(TrafficSummary candidate, TrafficSummary stable) -> {
        ObjectNode traffic = json.putObject("traffic");
        traffic.set("candidate", summary(candidate));
        if (stable != null) {
          traffic.set("stable", summary(stable));
        }
      }
      case Measured.Nothing(String what) -> json.put("unmeasured", what);
    }
    return json;
  }

  private static ObjectNode summary(TrafficSummary summary) {
    return Json.object()
        .put("requests", summary.requests())
        .put("errors", summary.errors())
        .put("medianMs", summary.median().toMillis())
        .put("p99Ms", summary.p99().toMillis());
  }

  private static String word(Sample.Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }
}
