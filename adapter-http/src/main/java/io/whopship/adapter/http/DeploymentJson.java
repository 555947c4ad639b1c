package io.whopship.adapter.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.ports.driving.CreateDeployment;
import io.whopship.ports.driving.ListDeployments;
import io.whopship.ports.model.artifact.Checksum;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.DeploymentView;
import io.whopship.ports.model.deploy.Failure;
import io.whopship.ports.model.rollout.Release;
import java.net.URI;

/** Deployments as the API shows them. A member is absent as long as its value is unknown. */
final class DeploymentJson {

  private DeploymentJson() {}

  /** A new deployment, and how its artifact is to be sent. */
  static ObjectNode created(CreateDeployment.Outcome.Created created,
      CreateDeployment.UploadMethod method) {
    Deployment deployment = created.deployment();
    ObjectNode json = Json.object();
    ObjectNode shown = json.putObject("deployment");
    putIdentity(shown, deployment);
    MetadataJson.write(deployment.metadata(), shown);
    Checksum checksum = deployment.checksum();
    if (checksum != null) {
      shown.put("artifactChecksum", checksum.text());
    }
    shown.put("createdAt", Json.timestamp(deployment.createdAt()));
    String url = created.uploadUrl().toString();
    json.put("uploadUrl", url);
    json.put("uploadKey", created.uploadKey().value());
    ObjectNode instructions = json.putObject("instructions").put("method", "PUT").put("url", url);
    // A store's own URL is signed for this type alone.
    instructions.putObject("headers").put("Content-Type", "application/zip");
    instructions.put("note", note(method))
        .put("nextStep", "After upload, call POST /deployments/" + deployment.id()
            + "/trigger to start the build");
    return json;
  }

  private static String note(CreateDeployment.UploadMethod method) {
    String note = "Upload your OpenNext build artifact (zip file) to this URL";
    return switch (method) {
      case PRESIGNED -> note;
      case DIRECT -> note + ", with your Authorization header";
    };
  }

  static ObjectNode triggered(Deployment deployment) {
    return Json.object()
        .put("message", "Deployment triggered successfully")
        .put("deploymentId", deployment.id().value())
        .put("status", deployment.state().status().word());
  }

  /** One deployment with all that is known of it. */
  static ObjectNode found(DeploymentView view) {
    Deployment deployment = view.deployment();
    String logs = "/deployments/" + deployment.id() + "/logs";
    ObjectNode json = Json.object();
    ObjectNode shown = json.putObject("deployment");
    putIdentity(shown, deployment);
    MetadataJson.write(deployment.metadata(), shown);
    putProgress(shown, view);
    Release release = deployment.state().releaseIfPlaced();
    if (release != null) {
      shown.put("workerName", release.name().toString());
    }
    if (deployment.state() instanceof DeploymentState.Failed failed) {
      shown.put("errorMessage", failed.failure().message());
      shown.put("failureCode", word(failed.failure().code()));
    }
    // From its trigger on a deployment has a log; before there is nothing to read.
    if (!(deployment.state() instanceof DeploymentState.Pending)) {
      shown.put("buildLogUrl", logs);
    }
    shown.put("logsUrl", logs);
    URI preview = view.previewUrl();
    if (preview != null) {
      shown.put("previewUrl", preview.toString());
    }
    json.set("app", AppJson.brief(view.app()));
    URI site = view.siteUrl();
    json.put("url", site == null ? null : site.toString());
    return json;
  }

  static ObjectNode listed(ListDeployments.Outcome.Found found) {
    ObjectNode json = Json.object();
    ArrayNode items = json.putArray("deployments");
    for (DeploymentView view : found.deployments().items()) {
      ObjectNode item = items.addObject();
      putIdentity(item, view.deployment());
      putProgress(item, view);
    }
    json.set("app", AppJson.brief(found.app()));
    return json;
  }

  private static void putIdentity(ObjectNode json, Deployment deployment) {
    json.put("id", deployment.id().value());
    json.put("uuid", deployment.uuid().toString());
    json.put("appId", deployment.app().value());
    json.put("status", deployment.state().status().word());
  }

  private static void putProgress(ObjectNode json, DeploymentView view) {
    Deployment deployment = view.deployment();
    Release release = deployment.state().releaseIfPlaced();
    if (release != null) {
      json.put("versionId", release.versionId());
    }
    String stage = deployment.rolloutStage();
    if (stage != null) {
      json.put("rolloutStage", stage);
    }
    if (deployment.state() instanceof DeploymentState.Paused paused) {
      json.put("paused", true).put("pausedReason", paused.reason());
    }
    json.put("live", view.isLive());
    json.put("trafficPercent", view.share().value());
    json.put("createdAt", Json.timestamp(deployment.createdAt()));
    if (deployment.state() instanceof DeploymentState.Active active) {
      json.put("deployedAt", Json.timestamp(active.deployedAt()));
    }
  }

  private static String word(Failure.Code code) {
    return switch (code) {
      case ARTIFACT_MISSING -> "artifact_missing";
      case CHECKSUM_MISMATCH -> "checksum_mismatch";
      case ARTIFACT_INVALID -> "artifact_invalid";
      case WORKER_TOO_LARGE -> "worker_too_large";
      case WORKER_REJECTED -> "worker_rejected";
      case PROBE_FAILED -> "probe_failed";
      case SOAK_FAILED -> "soak_failed";
      case GATE_FAILED -> "gate_failed";
      case CANCELLED -> "cancelled";
      case ABORTED -> "aborted";
      case REPLACED -> "replaced";
      case UNAVAILABLE -> "unavailable";
      case INTERNAL -> "internal";
    };
  }
}
