package io.whopship.adapter.cloudflare.upload;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.adapter.cloudflare.api.Call;
import io.whopship.adapter.cloudflare.api.Call.Trait;
import io.whopship.adapter.cloudflare.api.CloudflareApi;
import io.whopship.adapter.cloudflare.api.Content;
import io.whopship.adapter.cloudflare.api.DispatchScripts;
import io.whopship.adapter.cloudflare.api.Product;
import io.whopship.adapter.cloudflare.api.Reply;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.Edge.Progress;
import io.whopship.ports.model.artifact.WorkerBundle.Asset;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/** Uploads assets, then the script that has them. Safe for many threads. */
public final class Uploads {

  /** As many as wrangler: Cloudflare makes the batches for three. */
  private static final int BATCHES_AT_ONCE = 3;

  private static final int STARTUP_FAILED = 10021;
  private static final int TOO_LARGE = 10027;
  /** What a worker's first upload does to its Durable Objects was done already. */
  private static final int ALREADY_MIGRATED = 10079;
  /** What a worker is bound to and was created a moment ago may not be seen everywhere yet. */
  private static final Set<Integer> NOT_SEEN_YET = Set.of(10041, 10085);
  /** Of the account, the token and the bindings, which no worker is to blame for. */
  private static final Set<Integer> OPERATORS = Set.of(Reply.Fault.NO_CODE, 1000, 6003, 6111, 7003,
      9106, 9109, 10000, 10001, 10007, 10015, 10026, 10037, 10041, 10085, 10144, 100119);
  private static final Pattern SLOW_START = Pattern.compile("startup.*(cpu|exceeded)",
      Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final CloudflareApi api;
  private final DispatchScripts scripts;
  private final int batchesAtOnce;
  private final InstantSource clock;

  public Uploads(CloudflareApi api, String namespace) {
    this(api, namespace, BATCHES_AT_ONCE);
  }

  /**
   * With another speed.
   *
   * @param batchesAtOnce how many batches of assets of one worker are under way; in memory there is
   * one more, each of at most 50 MiB
   */
  public Uploads(CloudflareApi api, String namespace, int batchesAtOnce) {
    this(api, namespace, batchesAtOnce, InstantSource.system());
  }

  Uploads(CloudflareApi api, String namespace, int batchesAtOnce, InstantSource clock) {
    this.api = api;
    this.scripts = api.scripts(namespace);
    this.batchesAtOnce = batchesAtOnce;
    this.clock = clock;
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
    ArtifactContent artifact = new ArtifactContent(content);
    Metadata metadata = new Metadata(upload, begins(upload, inTurn));
    if (hasAssets(upload)) {
      AssetManifest manifest = AssetManifest.of(upload.app(), upload.bundle().assets(), artifact);
      AssetUpload assets = new AssetUpload(api, batchesAtOnce, clock, scripts.path(upload.script()),
          manifest, artifact, inTurn);
      metadata.assets(assets.complete(), manifest.rules());
      artifact.forget();
    }
    ScriptForm form = ScriptForm.of(upload.bundle().modules(), artifact);
    Reply reply = put(upload.script(), form.with(metadata.toJson()), inTurn);
    if (reply instanceof Reply.Refused refused && refused.has(ALREADY_MIGRATED)) {
      // By a try whose answer was lost.
      reply = put(upload.script(), form.with(metadata.withoutMigrations().toJson()), inTurn);
    }
    return switch (reply) {
      case Reply.Done done -> done(done.result(), form, inTurn);
      case Reply.Refused refused -> refused(refused, form);
    };
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

  private Reply put(String script, Content content, Progress progress) {
    Call call = Call
        .put(Product.WORKERS,
            scripts.path(script) + "?excludeScript=true&bindings_inherit=strict",
            "the upload of the worker", content)
        .with(Trait.HEAVY)
        .with(Trait.NEEDS_RESULT)
        .againOn(NOT_SEEN_YET)
        .telling(progress);
    Reply reply = api.send(call);
    if (reply instanceof Reply.Refused refused && isSlowStart(refused)) {
      progress.line("The worker was too slow at its start, which differs from time to time: trying"
          + " again (2 of 2)");
      return api.send(call);
    }
    return reply;
  }

  private static boolean isSlowStart(Reply.Refused refused) {
    return refused.faults()
        .stream()
        .anyMatch(fault -> fault.code() == STARTUP_FAILED
            && SLOW_START.matcher(fault.message()).find());
  }

  private static Uploaded done(JsonNode result, ScriptForm form, Progress progress) {
    progress.line("Uploaded the worker: " + form.count()
        + (form.count() == 1 ? " module, " : " modules, ") + Sizes.kib(form.bytes())
        + (result.path("startup_time_ms").isNumber()
            ? ", starts in " + result.path("startup_time_ms").asInt() + " ms"
            : ""));
    String id = result.path("deployment_id").asText("");
    return new Uploaded.Done(id.isEmpty()
        ? result.path("etag").asText("")
        : id.replaceFirst("^(\\w{8})(\\w{4})(\\w{4})(\\w{4})(\\w{12})$", "$1-$2-$3-$4-$5"));
  }

  private static Uploaded refused(Reply.Refused refused, ScriptForm form) {
    if (refused.faults().stream().anyMatch(fault -> OPERATORS.contains(fault.code()))) {
      throw refused.asException();
    }
    return new Uploaded.Refused(refused.status(), refused.reason()
        + (refused.has(TOO_LARGE) ? " The largest modules are " + form.largest() + "." : ""));
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
