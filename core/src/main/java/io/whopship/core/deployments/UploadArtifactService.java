package io.whopship.core.deployments;

import io.whopship.core.access.Access;
import io.whopship.core.access.Access.ToDeployment;
import io.whopship.core.sites.Cleanup;
import io.whopship.ports.driven.ArtifactStore;
import io.whopship.ports.driven.ArtifactStore.Stored;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driving.UploadArtifact;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.artifact.ArtifactKey;
import io.whopship.ports.model.artifact.ArtifactLimits;
import io.whopship.ports.model.artifact.Checksum;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.Status;
import io.whopship.ports.model.identity.Caller;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

public final class UploadArtifactService implements UploadArtifact {

  private final Access access;
  private final Deployments deployments;
  private final ArtifactStore artifacts;
  private final Cleanup cleanup;
  private final UploadUrls uploadUrls;
  private final ArtifactLimits limits;
  private final InstantSource clock;

  public UploadArtifactService(Access access, Deployments deployments, ArtifactStore artifacts,
      Cleanup cleanup, UploadUrls uploadUrls, ArtifactLimits limits, InstantSource clock) {
    this.access = access;
    this.deployments = deployments;
    this.artifacts = artifacts;
    this.cleanup = cleanup;
    this.uploadUrls = uploadUrls;
    this.limits = limits;
    this.clock = clock;
  }

  @Override
  public Outcome upload(Caller caller, DeploymentId id, Body body) {
    return switch (access.deployment(caller, id)) {
      case ToDeployment.Granted(Deployment deployment, App app) -> store(deployment, body);
      case ToDeployment.Denied() -> new Outcome.NotYours();
      case ToDeployment.Absent() -> new Outcome.NoSuchDeployment();
    };
  }

  @Override
  public Outcome uploadSigned(String key, long expires, String signature, Body body) {
    if (!uploadUrls.isSigned(key, expires, signature)) {
      return new Outcome.BadSignature(false);
    }
    // What carries our signature is a key that we made and an instant that exists.
    if (!clock.instant().isBefore(Instant.ofEpochSecond(expires))) {
      return new Outcome.BadSignature(true);
    }
    return deployments.find(new ArtifactKey(key).deployment())
        .map(deployment -> store(deployment, body))
        .orElseGet(Outcome.NoSuchDeployment::new);
  }

  private Outcome store(Deployment deployment, Body body) {
    if (deployment.state().status() != Status.PENDING) {
      return new Outcome.AlreadyTriggered();
    }
    if (body.declaredBytes() > limits.maxArchiveBytes()) {
      return new Outcome.TooLarge(limits.maxArchiveBytes());
    }
    Stored stored = artifacts.store(deployment.artifactKey(), body.stream(),
        limits.maxArchiveBytes(), deployment.checksum());
    return switch (stored) {
      case Stored.Done(long bytes, Checksum checksum) ->
        lookAgain(deployment, new Outcome.Uploaded(bytes, checksum));
      case Stored.TooLarge() -> new Outcome.TooLarge(limits.maxArchiveBytes());
      case Stored.OtherChecksum(Checksum actual) -> new Outcome.OtherChecksum(
          Objects.requireNonNull(deployment.checksum(), "only compared if given"), actual);
    };
  }

  /** Minutes may have passed while the bytes came in. */
  private Outcome lookAgain(Deployment deployment, Outcome uploaded) {
    Optional<Deployment> now = deployments.find(deployment.id());
    if (now.isEmpty()) {
      cleanup.artifact(deployment.artifactKey());
      return new Outcome.NoSuchDeployment();
    }
    // What was stored too late stays. It does no harm: whatever is placed is fetched, verified and
    // judged anew, and nobody was told that these bytes count.
    return now.get().state().status() == Status.PENDING
        ? uploaded
        : new Outcome.AlreadyTriggered();
  }
}
