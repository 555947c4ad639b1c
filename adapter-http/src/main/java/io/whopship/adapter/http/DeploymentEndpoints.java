package io.whopship.adapter.http;

import static io.whopship.ports.driven.RateLimits.Kind.OTHER;
import static io.whopship.ports.driven.RateLimits.Kind.STATUS;

import io.javalin.http.HttpStatus;
import io.whopship.ports.driven.RateLimits.Policy;
import io.whopship.ports.driving.CreateDeployment;
import io.whopship.ports.driving.CreateDeployment.UploadMethod;
import io.whopship.ports.driving.DeleteDeployment;
import io.whopship.ports.driving.ListDeployments;
import io.whopship.ports.driving.TriggerDeployment;
import io.whopship.ports.model.apps.WhopAppId;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.artifact.Checksum;
import io.whopship.ports.model.identity.Caller;
import java.time.Duration;
import java.util.List;

/**
 * Deployments: from being created to being deleted. Their artifacts are {@link UploadEndpoints},
 * their logs {@link LogReading}.
 */
final class DeploymentEndpoints {

  private final UseCases.ForDeployments deployments;
  private final LongPolls polls;
  private final Gate gate;

  DeploymentEndpoints(UseCases.ForDeployments deployments, LongPolls polls, Gate gate) {
    this.deployments = deployments;
    this.polls = polls;
    this.gate = gate;
  }

  List<Endpoint> all() {
    return List.of(
        Endpoint.post("/deployments", gate.guard(OTHER, this::create)),
        Endpoint.post("/deployments/{id}/trigger", gate.guard(OTHER, this::trigger)),
        Endpoint.get("/deployments/{id}", gate.guard(STATUS, polls::find)),
        Endpoint.get("/apps/{appId}/deployments", gate.guard(STATUS, this::list)),
        Endpoint.delete("/deployments/{id}", gate.guard(OTHER, this::delete)));
  }

  private Answer create(Caller caller, Request request) {
    JsonBody body = request.json();
    WhopAppId app = body.value("whopAppId", WhopAppId::new);
    UploadMethod method = uploadMethod(body);
    BuildMetadata metadata = MetadataJson.read(body);
    Checksum checksum = body.valueIfPresent("checksum", Checksum::new);
    return switch (deployments.create()
        .create(caller, app, method, metadata, checksum, request.turn())) {
      case CreateDeployment.Outcome.Created created ->
        Answer.created("/deployments/" + created.deployment().id(),
            DeploymentJson.created(created, method));
      case CreateDeployment.Outcome.ChecksumsDiffer differ -> Problem.invalid("metadata.checksum",
          "Must be the same as checksum, " + differ.checksum() + ", but is "
              + differ.inMetadata());
      case CreateDeployment.Outcome.TooMany(int most, Duration wait) -> tooMany(most, wait);
      case CreateDeployment.Outcome.NoSuchApp n -> Problem.noSuchApp();
      case CreateDeployment.Outcome.NotYours n -> Problem.notYours();
    };
  }

  private static Problem tooMany(int mostPerHour, Duration wait) {
    return Problem.of(HttpStatus.TOO_MANY_REQUESTS, "Too many deployments: this app has had "
        + mostPerHour + " within the last hour, as many as it may have. Create the next one in "
        + WholeSeconds.of(wait) + " s")
        .with(RateFields.of("deployments", new Policy(mostPerHour, Duration.ofHours(1)), 0, wait))
        .retryAfter(wait);
  }

  private static UploadMethod uploadMethod(JsonBody body) {
    String word = body.textIfPresent("uploadMethod");
    if (word == null || word.equals("presigned")) {
      return UploadMethod.PRESIGNED;
    }
    if (word.equals("direct")) {
      return UploadMethod.DIRECT;
    }
    throw body.refuse("uploadMethod", "Must be 'direct' or 'presigned'");
  }

  private Answer trigger(Caller caller, Request request) {
    return switch (deployments.trigger().trigger(caller, request.deploymentId())) {
      case TriggerDeployment.Outcome.Triggered triggered ->
        Answer.json(HttpStatus.ACCEPTED, DeploymentJson.triggered(triggered.deployment()));
      case TriggerDeployment.Outcome.AlreadyTriggered a -> Problem.alreadyTriggered();
      case TriggerDeployment.Outcome.NoSuchDeployment n -> Problem.noSuchDeployment();
      case TriggerDeployment.Outcome.NotYours n -> Problem.notYours();
    };
  }

  private Answer list(Caller caller, Request request) {
    var app = request.appId("appId");
    var page = request.page();
    return switch (deployments.list().list(caller, app, page)) {
      case ListDeployments.Outcome.Found found -> Paging.answer("/apps/" + app + "/deployments",
          page, found.deployments().next(), DeploymentJson.listed(found));
      case ListDeployments.Outcome.NoSuchApp n -> Problem.noSuchApp();
      case ListDeployments.Outcome.NotYours n -> Problem.notYours();
    };
  }

  private Answer delete(Caller caller, Request request) {
    return switch (deployments.delete().delete(caller, request.deploymentId())) {
      case DeleteDeployment.Outcome.Deleted d -> new Answer.Empty();
      case DeleteDeployment.Outcome.Live l -> Problem.conflict(
          "Deployment is serving visitors: deploy another one first, or delete the app");
      case DeleteDeployment.Outcome.UnderWay u -> Problem.conflict(
          "Deployment is in progress, or kept for rollback while another of its app is in progress:"
              + " wait until that is active or failed");
      case DeleteDeployment.Outcome.NoSuchDeployment n -> Problem.noSuchDeployment();
      case DeleteDeployment.Outcome.NotYours n -> Problem.notYours();
    };
  }
}
