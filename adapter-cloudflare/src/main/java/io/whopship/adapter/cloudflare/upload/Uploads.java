package io.whopship.adapter.cloudflare.upload;

import io.whopship.adapter.cloudflare.api.CloudflareApi;
import io.whopship.adapter.cloudflare.api.DispatchScripts;
import io.whopship.adapter.cloudflare.api.Reply;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.Edge.Progress;
import io.whopship.ports.model.artifact.WorkerBundle.Asset;
import io.whopship.ports.model.identity.Secret;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/** Uploads assets, then the script that has them. Safe for many threads. */
public final class Uploads {

  /** As many as wrangler: Cloudflare makes the batches for three. */
  private static final int BATCHES_AT_ONCE = 3;

  private static final Pattern EXPIRED = Pattern.compile("\\bexpired\\b", Pattern.CASE_INSENSITIVE);

  private final CloudflareApi api;
  private final DispatchScripts scripts;
  private final int batchesAtOnce;
  private final InstantSource clock;
  private final UploadMemory memory;

  public Uploads(CloudflareApi api, String namespace) {
    this(api, namespace, BATCHES_AT_ONCE, InstantSource.system(), UploadMemory.OF_PROCESS);
  }

  Uploads(CloudflareApi api, String namespace, int batchesAtOnce, InstantSource clock,
      UploadMemory memory) {
    this.api = api;
    this.scripts = api.scripts(namespace);
    this.batchesAtOnce = batchesAtOnce;
    this.clock = clock;
    this.memory = memory;
  }

  /** What became of an upload. */
  public sealed interface Uploaded {

    /**
     * It is there, and ready if it was new.
     *
     * @param versionId as Cloudflare calls this upload
     */
    record Done(String versionId) implements Uploaded {}

    /**
     * Cloudflare does not take this worker.
     *
     * @param code the status of its answer
     * @param reason one line that says what to do
     */
    record Refused(int code, String reason) implements Uploaded {}
  }

  /**
   * Uploads the assets that Cloudflare does not have yet, then the script. Doing it again is fine:
   * what was accepted is not sent twice.
   */
  public Uploaded upload(WorkerUpload upload, OpenArtifact content, Progress progress) {
    Optional<Uploaded.Refused> tooMuch = beyondLimits(upload.bundle().assets());
    if (tooMuch.isPresent()) {
      return tooMuch.get();
    }
    Progress inTurn = inTurn(progress);
    try (ArtifactContent artifact = new ArtifactContent(content, memory)) {
      ScriptUpload script = new ScriptUpload(api, scripts.path(upload.script()),
          upload.bundle().modules(), artifact, inTurn);
      Metadata metadata = new Metadata(upload, begins(upload, inTurn));
      Reply reply = hasAssets(upload)
          ? sendWithAssets(script, metadata, upload, artifact, inTurn)
          : script.send(metadata);
      return script.judge(reply);
    }
  }

  private Reply sendWithAssets(ScriptUpload script, Metadata metadata, WorkerUpload upload,
      ArtifactContent artifact, Progress progress) {
    AssetManifest manifest = AssetManifest.of(upload.app(), upload.bundle().assets(), artifact);
    AssetUpload assets = new AssetUpload(api, batchesAtOnce, clock, scripts.path(upload.script()),
        manifest, artifact, progress);
    Secret token = assets.complete();
    artifact.forget();
    Reply reply = script.send(metadata.assets(token, manifest.rules()));
    if (reply instanceof Reply.Refused refused && hasExpired(token, refused)) {
      progress.line("What stands for the uploaded assets has expired, going on with a new session");
      return script.send(metadata.assets(assets.complete(), manifest.rules()));
    }
    return reply;
  }

  /** How Cloudflare says so is not documented. */
  private boolean hasExpired(Secret token, Reply.Refused refused) {
    return clock.instant().isAfter(AssetSession.end(token))
        || refused.faults().stream().anyMatch(fault -> EXPIRED.matcher(fault.message()).find());
  }

  private static Optional<Uploaded.Refused> beyondLimits(List<Asset> assets) {
    if (assets.size() > AssetManifest.MAX_ASSETS) {
      return Optional.of(new Uploaded.Refused(413, "The worker has " + assets.size()
          + " assets, and Cloudflare takes " + AssetManifest.MAX_ASSETS
          + ". Move some of them to a bucket."));
    }
    return assets.stream()
        .filter(asset -> asset.source().size() > AssetManifest.MAX_BYTES)
        .findFirst()
        .map(asset -> new Uploaded.Refused(413, "The asset " + asset.path() + " has "
            + asset.source().size() + " bytes, and Cloudflare takes " + AssetManifest.MAX_BYTES
            + ". Move it to a bucket, or make it smaller."));
  }

  /** Whether the script's Durable Objects are yet to be made. */
  private boolean begins(WorkerUpload upload, Progress progress) {
    return !upload.objectClasses().isEmpty() && scripts.telling(progress)
        .find(upload.script())
        .filter(script -> script.migration().equals(Metadata.MIGRATION))
        .isEmpty();
  }

  /** A worker that is bound to assets has some, even if they are none. */
  private static boolean hasAssets(WorkerUpload upload) {
    return !upload.bundle().assets().isEmpty()
        || upload.bindings().stream().anyMatch(binding -> binding.type().equals("assets"));
  }

  private static Progress inTurn(Progress progress) {
    ReentrantLock turn = new ReentrantLock();
    return line -> {
      turn.lock();
      try {
        progress.line(line);
      } finally {
        turn.unlock();
      }
    };
  }
}
