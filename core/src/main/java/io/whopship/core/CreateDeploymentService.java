package io.whopship.core;

import io.whopship.ports.driven.Apps;
import io.whopship.ports.driven.ArtifactStore;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Ids;
import io.whopship.ports.driving.CreateDeployment;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.apps.WhopAppId;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.artifact.Checksum;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.NewDeployment;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.rollout.RolloutPlan;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class CreateDeploymentService implements CreateDeployment {

  private static final Logger log = LoggerFactory.getLogger(CreateDeploymentService.class);
  private static final Duration UPLOAD_TIME = Duration.ofHours(1);

  private final Apps apps;
  private final Deployments deployments;
  private final ArtifactStore artifacts;
  private final UploadUrls uploadUrls;
  private final RolloutPlan plan;
  private final Ids ids;
  private final InstantSource clock;

  CreateDeploymentService(Apps apps, Deployments deployments, ArtifactStore artifacts,
      UploadUrls uploadUrls, RolloutPlan plan, Ids ids, InstantSource clock) {
    this.apps = apps;
    this.deployments = deployments;
    this.artifacts = artifacts;
    this.uploadUrls = uploadUrls;
    this.plan = plan;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public Outcome create(Caller caller, WhopAppId whopAppId, UploadMethod method,
      BuildMetadata metadata, @Nullable Checksum checksum, @Nullable UUID uuid) {
    Optional<App> app = apps.find(whopAppId);
    if (app.isEmpty()) {
      return new Outcome.NoSuchApp();
    }
    if (!caller.mayActFor(app.get().owner())) {
      return new Outcome.NotYours();
    }
    Checksum inMetadata = metadata.checksum();
    if (checksum != null && inMetadata != null && !checksum.equals(inMetadata)) {
      return new Outcome.ChecksumsDiffer(checksum, inMetadata);
    }
    Instant now = clock.instant();
    Deployment deployment = made(uuid, app.get()).orElseGet(
        () -> add(new NewDeployment(uuid == null ? ids.uuid() : uuid, app.get().id(), metadata,
            checksum != null ? checksum : inMetadata,
            Objects.requireNonNullElse(app.get().rollout().plan(), plan), now)));
    return new Outcome.Created(deployment, uploadUrl(deployment, method, now),
        deployment.artifactKey());
  }

  /** The one that an earlier try made before its server died. */
  private Optional<Deployment> made(@Nullable UUID uuid, App app) {
    return uuid == null
        ? Optional.empty()
        : deployments.find(uuid).filter(deployment -> deployment.app().equals(app.id()));
  }

  private Deployment add(NewDeployment wanted) {
    Deployment deployment = deployments.add(wanted);
    log.info("deployment created deployment={} app={}", deployment.id(), deployment.app());
    return deployment;
  }

  private URI uploadUrl(Deployment deployment, UploadMethod method, Instant now) {
    return switch (method) {
      case DIRECT -> uploadUrls.direct(deployment.id());
      case PRESIGNED -> {
        Instant expiresAt = now.plus(UPLOAD_TIME);
        yield artifacts.presignPut(deployment.artifactKey(), expiresAt)
            .orElseGet(() -> uploadUrls.signed(deployment.artifactKey(), expiresAt));
      }
    };
  }
}
