package io.whopship.core.deployments;

import io.whopship.ports.driven.Apps;
import io.whopship.ports.driven.ArtifactStore;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Deployments.Added;
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

public final class CreateDeploymentService implements CreateDeployment {

  private static final Logger log = LoggerFactory.getLogger(CreateDeploymentService.class);
  private static final Duration UPLOAD_TIME = Duration.ofHours(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private final Apps apps;
  private final Deployments deployments;
  private final ArtifactStore artifacts;
  private final UploadUrls uploadUrls;
  private final RolloutPlan plan;
  private final int mostPerHour;
  private final Ids ids;
  private final InstantSource clock;

  /**
   * Over these ports.
   *
   * @param mostPerHour so many deployments of an app may be created in any hour; 0 for any number
   */
  public CreateDeploymentService(Apps apps, Deployments deployments, ArtifactStore artifacts,
      UploadUrls uploadUrls, RolloutPlan plan, int mostPerHour, Ids ids, InstantSource clock) {
    this.apps = apps;
    this.deployments = deployments;
    this.artifacts = artifacts;
    this.uploadUrls = uploadUrls;
    this.plan = plan;
    this.mostPerHour = mostPerHour;
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
    Added added = made(uuid, app.get()).<Added>map(Added.Done::new)
        .orElseGet(() -> add(new NewDeployment(uuid == null ? ids.uuid() : uuid, app.get().id(),
            metadata, checksum != null ? checksum : inMetadata,
            Objects.requireNonNullElse(app.get().rollout().plan(), plan), now)));
    return switch (added) {
      case Added.Done(Deployment deployment) -> new Outcome.Created(deployment,
          uploadUrl(deployment, method, now), deployment.artifactKey());
      case Added.TooMany(Instant first) -> new Outcome.TooMany(mostPerHour,
          Duration.between(now, first.plus(HOUR)));
    };
  }

  /** The one that an earlier try made before its server died. */
  private Optional<Deployment> made(@Nullable UUID uuid, App app) {
    return uuid == null
        ? Optional.empty()
        : deployments.find(uuid).filter(deployment -> deployment.app().equals(app.id()));
  }

  private Added add(NewDeployment wanted) {
    Added added = mostPerHour == 0
        ? new Added.Done(deployments.add(wanted))
        : deployments.add(wanted, mostPerHour, wanted.createdAt().minus(HOUR));
    if (added instanceof Added.Done(Deployment deployment)) {
      log.info("deployment created deployment={} app={}", deployment.id(), deployment.app());
    }
    return added;
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
