package io.whopship.ports.driving;

import io.whopship.ports.model.apps.WhopAppId;
import io.whopship.ports.model.artifact.ArtifactKey;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.artifact.Checksum;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.identity.Caller;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Starts a deployment: it waits for its artifact. */
public interface CreateDeployment {

  /**
   * Starts one.
   *
   * @param checksum is the one to be held against; that of the metadata must agree with it
   * @param uuid what the deployment is to be called; {@code null} for any name. If there is one of
   * this name in the app already, made by the same request at an earlier try, it is answered again
   */
  Outcome create(Caller caller, WhopAppId app, UploadMethod method, BuildMetadata metadata,
      @Nullable Checksum checksum, @Nullable UUID uuid);

  /** Starts one under any name. */
  default Outcome create(Caller caller, WhopAppId app, UploadMethod method, BuildMetadata metadata,
      @Nullable Checksum checksum) {
    return create(caller, app, method, metadata, checksum, null);
  }

  /** How the artifact will come. */
  enum UploadMethod {
    /** To a URL that carries its own credential, good for one hour. */
    PRESIGNED,
    /** To this server, with the caller's credential. */
    DIRECT
  }

  /** What came of it. */
  sealed interface Outcome {

    record Created(Deployment deployment, URI uploadUrl, ArtifactKey uploadKey)
        implements
          Outcome {}

    /** The two checksums differ. */
    record ChecksumsDiffer(Checksum checksum, Checksum inMetadata) implements Outcome {}

    /**
     * The app has had as many deployments within an hour as it may have. Nothing was created.
     *
     * @param retryAfter when the next one may be created
     */
    record TooMany(int mostPerHour, Duration retryAfter) implements Outcome {}

    record NoSuchApp() implements Outcome {}

    record NotYours() implements Outcome {}
  }
}
