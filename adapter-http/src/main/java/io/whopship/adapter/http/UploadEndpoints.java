package io.whopship.adapter.http;

import static io.whopship.ports.driven.RateLimits.Kind.OTHER;

import io.javalin.http.HttpStatus;
import io.whopship.ports.driving.UploadArtifact;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.artifact.ArtifactKey;
import io.whopship.ports.model.identity.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Artifacts on their way in: to a deployment with the caller's token, or to a URL that carries its
 * own credential. Bodies are passed on as they come, never held.
 */
final class UploadEndpoints {

  private static final Logger log = LoggerFactory.getLogger(UploadEndpoints.class);

  private static final Set<String> TYPES = Set.of("", "application/zip",
      "application/x-zip-compressed", "application/octet-stream");

  private final UploadArtifact uploads;
  private final Gate gate;
  private final Semaphore slots;
  private final int minBytesPerSecond;
  private final LongSupplier nanoTime;

  UploadEndpoints(UploadArtifact uploads, Gate gate, HttpSettings settings,
      LongSupplier nanoTime) {
    this.uploads = uploads;
    this.gate = gate;
    this.slots = new Semaphore(settings.maxUploads());
    this.minBytesPerSecond = settings.minUploadBytesPerSecond();
    this.nanoTime = nanoTime;
  }

  List<Endpoint> all() {
    return List.of(
        Endpoint.put("/deployments/{id}/artifact", gate.guard(OTHER, this::direct)),
        Endpoint.put("/uploads/<key>", this::signed));
  }

  private Answer direct(Caller caller, Request request) {
    DeploymentId id = request.deploymentId();
    return take(request, ArtifactKey.of(id).value(), body -> uploads.upload(caller, id, body));
  }

  private Answer signed(Request request) {
    String key = request.pathPart("key");
    String expires = request.queryParameter("expires");
    String signature = request.queryParameter("signature");
    if (expires == null || !expires.matches("[0-9]{1,18}") || signature == null) {
      return badSignature(false);
    }
    return take(request, key,
        body -> uploads.uploadSigned(key, Long.parseLong(expires), signature, body));
  }

  private Answer take(Request request, String key,
      Function<UploadArtifact.Body, UploadArtifact.Outcome> upload) {
    if (!TYPES.contains(request.mediaType())) {
      return Problem.of(HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "An artifact is a zip file: send it with Content-Type: application/zip");
    }
    if (!slots.tryAcquire()) {
      return Problem.of(HttpStatus.SERVICE_UNAVAILABLE,
          "Too many uploads at the moment: try again in a few seconds")
          .retryAfter(Duration.ofSeconds(5));
    }
    RequestBody body = request.body();
    UploadBody paced = new UploadBody(body, minBytesPerSecond, nanoTime);
    try {
      return answer(key, upload.apply(new UploadArtifact.Body(paced, body.declaredBytes())));
    } catch (UncheckedIOException e) {
      IOException failure = paced.failure() == null ? body.failure() : paced.failure();
      if (failure == null) {
        throw e;
      }
      log.info("upload broke off key={} bytes={} cause=\"{}\"", key, body.received(),
          failure.toString());
      return paced.failure() == null ? body.brokenOff() : paced.tooSlow();
    } finally {
      slots.release();
    }
  }

  private static Answer answer(String key, UploadArtifact.Outcome outcome) {
    return switch (outcome) {
      case UploadArtifact.Outcome.Uploaded uploaded -> Answer.json(HttpStatus.OK, Json.object()
          .put("uploadKey", key)
          .put("bytes", uploaded.bytes())
          .put("checksum", uploaded.checksum().text()));
      case UploadArtifact.Outcome.TooLarge large -> Problem.of(HttpStatus.CONTENT_TOO_LARGE,
          "Artifact is larger than " + large.maxBytes()
              + " bytes, the most this server accepts: leave out what the worker does not need");
      case UploadArtifact.Outcome.OtherChecksum other ->
        Problem.of(HttpStatus.BAD_REQUEST, "Artifact does not match its announced checksum")
            .about("checksum",
                "Expected " + other.expected() + ", but received " + other.actual());
      case UploadArtifact.Outcome.BadSignature bad -> badSignature(bad.expired());
      case UploadArtifact.Outcome.AlreadyTriggered a -> Problem.alreadyTriggered();
      case UploadArtifact.Outcome.NoSuchDeployment n -> Problem.noSuchDeployment();
      case UploadArtifact.Outcome.NotYours n -> Problem.notYours();
    };
  }

  private static Problem badSignature(boolean expired) {
    return Problem.forbidden(expired
        ? "Upload URL has expired: create a new deployment to get another"
        : "Upload URL was not issued by this server: use uploadUrl exactly as given");
  }
}
