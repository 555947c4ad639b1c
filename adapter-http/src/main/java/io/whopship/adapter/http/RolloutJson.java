package io.whopship.adapter.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.ports.model.rollout.Gate;
import io.whopship.ports.model.rollout.OnNoData;
import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.ProbeCheck;
import io.whopship.ports.model.rollout.RolloutPlan;
import io.whopship.ports.model.rollout.RolloutPolicy;
import io.whopship.ports.model.rollout.TrafficLimits;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How an app's deployments go live, as the API takes and shows it. */
final class RolloutJson {

  private static final Pattern STATUS = Pattern.compile("([0-9]{3})(?:-([0-9]{3}))?");

  private RolloutJson() {}

  // What is shown

  static ObjectNode policy(RolloutPolicy policy) {
    ObjectNode json = Json.object().put("queue", word(policy.queue()));
    RolloutPlan plan = policy.plan();
    if (plan != null) {
      ArrayNode steps = json.putArray("steps");
      for (RolloutPlan.Step step : plan.steps()) {
        steps.addObject()
            .put("percent", step.percent().value())
            .put("soak", step.soak().toString())
            .put("approval", step.needsApproval())
            .set("gate", gate(step.gate()));
      }
    }
    return json;
  }

  static ObjectNode gate(Gate gate) {
    ObjectNode json = Json.object();
    ArrayNode probes = json.putArray("probes");
    for (ProbeCheck probe : gate.probes()) {
      ObjectNode shown = probes.addObject()
          .put("path", probe.path())
          .put("status", probe.leastStatus() + "-" + probe.mostStatus());
      if (probe.body() != null) {
        shown.put("body", probe.body());
      }
      put(shown, "maxLatency", probe.maxLatency());
    }
    if (gate.maxBad() != null) {
      json.put("maxBad", gate.maxBad());
    }
    json.put("maxUnmeasured", gate.maxUnmeasured());
    if (gate.traffic() != null) {
      json.set("traffic", traffic(gate.traffic()));
    }
    return json.put("dryRun", gate.isDryRun());
  }

  private static ObjectNode traffic(TrafficLimits limits) {
    ObjectNode json = Json.object();
    if (limits.maxErrorPercent() != null) {
      json.put("maxErrorPercent", limits.maxErrorPercent());
    }
    if (limits.maxErrorPercentAboveStable() != null) {
      json.put("maxErrorPercentAboveStable", limits.maxErrorPercentAboveStable());
    }
    put(json, "maxP99", limits.maxP99());
    return json.put("minSamples", limits.minSamples()).put("onNoData", word(limits.onNoData()));
  }

  private static void put(ObjectNode json, String member, @Nullable Duration duration) {
    if (duration != null) {
      json.put(member, duration.toString());
    }
  }

  // What is taken

  /** From the member {@code rollout}; {@code null} if there is none. */
  static @Nullable RolloutPolicy policy(JsonBody body) {
    JsonBody rollout = body.objectIfPresent("rollout");
    if (rollout == null) {
      return null;
    }
    rollout.refuseUnknown(List.of("queue", "steps"));
    RolloutPolicy.Queue queue = rollout.wordIfPresent("queue", RolloutPolicy.Queue.values());
    RolloutPlan plan = null;
    if (rollout.has("steps")) {
      List<RolloutPlan.Step> steps = rollout.objects("steps", RolloutPlan.MAX_STEPS)
          .stream()
          .map(RolloutJson::step)
          .toList();
      plan = rollout.checked("steps", () -> new RolloutPlan(steps));
    }
    return new RolloutPolicy(plan, queue == null ? RolloutPolicy.DEFAULT.queue() : queue);
  }

  private static RolloutPlan.Step step(JsonBody body) {
    body.refuseUnknown(List.of("percent", "soak", "approval", "gate"));
    int percent = (int) body.whole("percent", 1, 100);
    Duration soak = duration(body, "soak");
    boolean approval = body.flag("approval", false);
    JsonBody given = body.objectIfPresent("gate");
    Gate gate = given == null ? Gate.DEFAULT : gate(given);
    return body.checked("soak", () -> new RolloutPlan.Step(new Percent(percent),
        soak == null ? Duration.ZERO : soak, approval, gate));
  }

  private static Gate gate(JsonBody body) {
    body.refuseUnknown(List.of("probes", "maxBad", "maxUnmeasured", "traffic", "dryRun"));
    List<ProbeCheck> probes = body.has("probes")
        ? body.objects("probes", Gate.MAX_PROBES).stream().map(RolloutJson::probe).toList()
        : List.of();
    Long maxBad = body.wholeIfPresent("maxBad", 1, Gate.MAX_ROUNDS);
    Long maxUnmeasured = body.wholeIfPresent("maxUnmeasured", 1, Gate.MAX_ROUNDS);
    JsonBody traffic = body.objectIfPresent("traffic");
    return new Gate(probes, maxBad == null ? null : maxBad.intValue(),
        maxUnmeasured == null ? Gate.DEFAULT.maxUnmeasured() : maxUnmeasured.intValue(),
        traffic == null ? null : traffic(traffic), body.flag("dryRun", false));
  }

  private static ProbeCheck probe(JsonBody body) {
    body.refuseUnknown(List.of("path", "status", "body", "maxLatency"));
    String path = body.value("path", given -> ProbeCheck.of(given).path());
    Matcher status = body.valueIfPresent("status", RolloutJson::statuses);
    int least = status == null ? 100 : Integer.parseInt(status.group(1));
    int most = status == null
        ? 499
        : Integer.parseInt(status.group(2) == null ? status.group(1) : status.group(2));
    String text = body.textIfPresent("body");
    Duration maxLatency = duration(body, "maxLatency");
    body.checked("status", () -> new ProbeCheck(path, least, most, null, null));
    body.checked("body", () -> new ProbeCheck(path, least, most, text, null));
    return body.checked("maxLatency",
        () -> new ProbeCheck(path, least, most, text, maxLatency));
  }

  private static Matcher statuses(String text) {
    Matcher matcher = STATUS.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("status must be such as 200 or 200-399");
    }
    return matcher;
  }

  private static TrafficLimits traffic(JsonBody body) {
    body.refuseUnknown(List.of("maxErrorPercent", "maxErrorPercentAboveStable", "maxP99",
        "minSamples", "onNoData"));
    Long minSamples = body.wholeIfPresent("minSamples", 1, Long.MAX_VALUE);
    OnNoData onNoData = body.wordIfPresent("onNoData", OnNoData.values());
    TrafficLimits usual = TrafficLimits.DEFAULT;
    Double errors = body.decimalIfPresent("maxErrorPercent", 0, 100);
    Double above = body.decimalIfPresent("maxErrorPercentAboveStable", 0, 100);
    Duration p99 = duration(body, "maxP99");
    return body.checked("maxP99", () -> new TrafficLimits(errors, above, p99,
        minSamples == null ? usual.minSamples() : minSamples,
        onNoData == null ? usual.onNoData() : onNoData));
  }

  private static @Nullable Duration duration(JsonBody body, String member) {
    return body.valueIfPresent(member, text -> {
      try {
        Duration duration = Duration.parse(text);
        if (duration.isNegative()) {
          throw new IllegalArgumentException(member + " must not be negative");
        }
        return duration;
      } catch (DateTimeParseException e) {
        throw new IllegalArgumentException(
            member + " must be a duration of ISO 8601, such as PT30S, PT5M or PT1H", e);
      }
    });
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
