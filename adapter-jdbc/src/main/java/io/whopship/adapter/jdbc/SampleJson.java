package io.whopship.adapter.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.ports.model.rollout.Sample;
import io.whopship.ports.model.rollout.Sample.Measured;
import io.whopship.ports.model.rollout.TrafficSummary;
import java.time.Duration;
import java.time.Instant;

/** Samples of gates as stored: what has no column of its own. */
final class SampleJson {

  static final Words<Sample.Verdict> VERDICTS = new Words<>(Sample.Verdict.values(),
      verdict -> switch (verdict) {
        case GOOD -> "good";
        case BAD -> "bad";
        case UNMEASURED -> "unmeasured";
      });

  private SampleJson() {}

  static String facts(Sample sample) {
    ObjectNode facts = Json.object().put("reason", sample.reason());
    switch (sample.measured()) {
      case Measured.Probe(String path, int status, Duration latency) ->
        facts.putObject("probe")
            .put("path", path)
            .put("status", status)
            .put("latency", latency.toString());
      case Measured.Visits(TrafficSummary candidate, var stable) -> {
        ObjectNode visits = facts.putObject("visits");
        visits.set("candidate", write(candidate));
        if (stable != null) {
          visits.set("stable", write(stable));
        }
      }
      case Measured.Nothing(String what) -> facts.put("nothing", what);
    }
    return facts.toString();
  }

  static Sample read(Instant at, String stage, String verdict, JsonNode facts) {
    return new Sample(at, stage, readMeasured(facts), VERDICTS.read(verdict),
        Json.text(facts, "reason"));
  }

  private static Measured readMeasured(JsonNode facts) {
    JsonNode probe = facts.get("probe");
    if (probe != null) {
      return new Measured.Probe(Json.text(probe, "path"), Json.number(probe, "status"),
          Duration.parse(Json.text(probe, "latency")));
    }
    JsonNode visits = facts.get("visits");
    return visits == null
        ? new Measured.Nothing(Json.text(facts, "nothing"))
        : new Measured.Visits(readSummary(visits.required("candidate")),
            visits.has("stable") ? readSummary(visits.required("stable")) : null);
  }

  private static ObjectNode write(TrafficSummary summary) {
    return Json.object()
        .put("requests", summary.requests())
        .put("errors", summary.errors())
        .put("median", summary.median().toString())
        .put("p99", summary.p99().toString());
  }

  private static TrafficSummary readSummary(JsonNode node) {
    return new TrafficSummary(node.required("requests").longValue(),
        node.required("errors").longValue(), Duration.parse(Json.text(node, "median")),
        Duration.parse(Json.text(node, "p99")));
  }
}
