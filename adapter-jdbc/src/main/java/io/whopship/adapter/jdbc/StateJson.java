package io.whopship.adapter.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.DeploymentState.Active;
import io.whopship.ports.model.deploy.DeploymentState.Building;
import io.whopship.ports.model.deploy.DeploymentState.Failed;
import io.whopship.ports.model.deploy.DeploymentState.Paused;
import io.whopship.ports.model.deploy.DeploymentState.Pending;
import io.whopship.ports.model.deploy.DeploymentState.Placing;
import io.whopship.ports.model.deploy.DeploymentState.Probing;
import io.whopship.ports.model.deploy.DeploymentState.Queued;
import io.whopship.ports.model.deploy.DeploymentState.Settling;
import io.whopship.ports.model.deploy.DeploymentState.Shifting;
import io.whopship.ports.model.deploy.DeploymentState.Soaking;
import io.whopship.ports.model.deploy.DeploymentState.Withdrawing;
import io.whopship.ports.model.deploy.Failure;
import io.whopship.ports.model.deploy.Status;
import io.whopship.ports.model.rollout.Release;
import io.whopship.ports.model.rollout.ReleaseName;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** States of deployments as stored: a word, and the facts that are true in it. */
final class StateJson {

  private static final Words<Failure.Code> CODES = new Words<>(Failure.Code.values(),
      code -> switch (code) {
        case ARTIFACT_MISSING -> "artifact-missing";
        case CHECKSUM_MISMATCH -> "checksum-mismatch";
        case ARTIFACT_INVALID -> "artifact-invalid";
        case WORKER_TOO_LARGE -> "worker-too-large";
        case WORKER_REJECTED -> "worker-rejected";
        case PROBE_FAILED -> "probe-failed";
        case SOAK_FAILED -> "soak-failed";
        case GATE_FAILED -> "gate-failed";
        case CANCELLED -> "cancelled";
        case ABORTED -> "aborted";
        case REPLACED -> "replaced";
        case UNAVAILABLE -> "unavailable";
        case INTERNAL -> "internal";
      });

  private static final Words<Paused.Why> WHYS = new Words<>(Paused.Why.values(),
      why -> switch (why) {
        case ASKED -> "asked";
        case APPROVAL -> "approval";
        case INCONCLUSIVE -> "inconclusive";
      });

  /** Of the states of a deployment that was triggered and has not come to its end. */
  static final List<String> UNDER_WAY = List.of("building", "queued", "placing", "probing",
      "shifting", "soaking", "paused", "settling", "withdrawing");

  private StateJson() {}

  static String word(DeploymentState state) {
    return switch (state) {
      case Pending p -> "pending";
      case Building b -> "building";
      case Queued q -> "queued";
      case Placing p -> "placing";
      case Probing p -> "probing";
      case Shifting s -> "shifting";
      case Soaking s -> "soaking";
      case Paused p -> "paused";
      case Settling s -> "settling";
      case Withdrawing w -> "withdrawing";
      case Active a -> "active";
      case Failed f -> "failed";
    };
  }

  /** What a deployment in this state has become; {@code null} if it goes on. */
  static @Nullable Status finalStatus(String word) {
    return switch (word) {
      case "active" -> Status.ACTIVE;
      case "failed" -> Status.FAILED;
      default -> null;
    };
  }

  static String facts(DeploymentState state) {
    ObjectNode facts = Json.object();
    switch (state) {
      case Pending() -> {
      }
      case Building(var triggered) -> facts.put("triggeredAt", Json.write(triggered));
      case Queued(var triggered) -> facts.put("triggeredAt", Json.write(triggered));
      case Placing(var triggered) -> facts.put("triggeredAt", Json.write(triggered));
      case Probing(var triggered, Release release, int failures) ->
        facts.put("triggeredAt", Json.write(triggered))
            .put("failures", failures)
            .set("release", write(release));
      case Shifting(var triggered, Release release, int step) ->
        facts.put("triggeredAt", Json.write(triggered))
            .put("step", step)
            .set("release", write(release));
      case Soaking(var triggered, Release release, int step, var since, var until, int failures, int unmeasured) ->
        facts.put("triggeredAt", Json.write(triggered))
            .put("step", step)
            .put("since", Json.write(since))
            .put("until", Json.write(until))
            .put("failures", failures)
            .put("unmeasured", unmeasured)
            .set("release", write(release));
      case Paused(var triggered, Release release, int step, var since, var left, var why, String reason, int failures) ->
        facts.put("triggeredAt", Json.write(triggered))
            .put("step", step)
            .put("since", Json.write(since))
            .put("left", left.toString())
            .put("why", WHYS.word(why))
            .put("reason", reason)
            .put("failures", failures)
            .set("release", write(release));
      case Settling(var triggered, Release release) ->
        facts.put("triggeredAt", Json.write(triggered)).set("release", write(release));
      case Withdrawing(var triggered, Release release, Failure failure) -> {
        facts.put("triggeredAt", Json.write(triggered)).set("release", write(release));
        facts.set("failure", write(failure));
      }
      case Active(Release release, var triggered, var deployed) ->
        facts.put("triggeredAt", Json.write(triggered))
            .put("deployedAt", Json.write(deployed))
            .set("release", write(release));
      case Failed(Failure failure, var failedAt, var release) -> {
        facts.put("failedAt", Json.write(failedAt)).set("failure", write(failure));
        if (release != null) {
          facts.set("release", write(release));
        }
      }
    }
    return facts.toString();
  }

  static DeploymentState read(String word, JsonNode facts) {
    return switch (word) {
      case "pending" -> new Pending();
      case "building" -> new Building(Json.instant(facts, "triggeredAt"));
      case "queued" -> new Queued(Json.instant(facts, "triggeredAt"));
      case "placing" -> new Placing(Json.instant(facts, "triggeredAt"));
      case "probing" -> new Probing(Json.instant(facts, "triggeredAt"), release(facts),
          Json.number(facts, "failures"));
      case "shifting" -> new Shifting(Json.instant(facts, "triggeredAt"), release(facts),
          Json.number(facts, "step"));
      case "soaking" -> new Soaking(Json.instant(facts, "triggeredAt"), release(facts),
          Json.number(facts, "step"), Json.instant(facts, facts.has("since") ? "since" : "until"),
          Json.instant(facts, "until"), Json.number(facts, "failures"),
          facts.path("unmeasured").intValue());
      case "paused" -> new Paused(Json.instant(facts, "triggeredAt"), release(facts),
          Json.number(facts, "step"), Json.instant(facts, "since"),
          Duration.parse(Json.text(facts, "left")), WHYS.read(Json.text(facts, "why")),
          Json.text(facts, "reason"), Json.number(facts, "failures"));
      case "settling" -> new Settling(Json.instant(facts, "triggeredAt"), release(facts));
      case "withdrawing" -> new Withdrawing(Json.instant(facts, "triggeredAt"), release(facts),
          failure(facts));
      case "active" -> new Active(release(facts), Json.instant(facts, "triggeredAt"),
          Json.instant(facts, "deployedAt"));
      case "failed" -> new Failed(failure(facts), Json.instant(facts, "failedAt"),
          releaseIfAny(facts));
      default -> throw new IllegalArgumentException("unknown state '" + word + "'");
    };
  }

  private static ObjectNode write(Release release) {
    return Json.object()
        .put("name", release.name().toString())
        .put("versionId", release.versionId());
  }

  private static Release release(JsonNode facts) {
    JsonNode release = facts.required("release");
    return new Release(ReleaseName.parse(Json.text(release, "name")),
        Json.text(release, "versionId"));
  }

  private static @Nullable Release releaseIfAny(JsonNode facts) {
    return facts.has("release") ? release(facts) : null;
  }

  private static ObjectNode write(Failure failure) {
    return Json.object()
        .put("code", CODES.word(failure.code()))
        .put("message", failure.message());
  }

  private static Failure failure(JsonNode facts) {
    JsonNode failure = facts.required("failure");
    return new Failure(CODES.read(Json.text(failure, "code")), Json.text(failure, "message"));
  }
}
