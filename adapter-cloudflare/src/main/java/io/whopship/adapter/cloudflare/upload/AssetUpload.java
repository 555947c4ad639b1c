package io.whopship.adapter.cloudflare.upload;

import io.whopship.adapter.cloudflare.api.Call;
import io.whopship.adapter.cloudflare.api.Call.Trait;
import io.whopship.adapter.cloudflare.api.CloudflareApi;
import io.whopship.adapter.cloudflare.api.Content;
import io.whopship.adapter.cloudflare.api.Product;
import io.whopship.adapter.cloudflare.upload.AssetManifest.Blob;
import io.whopship.ports.driven.Edge.Progress;
import io.whopship.ports.driven.PortException.Unavailable;
import io.whopship.ports.model.identity.Secret;
import java.time.InstantSource;
import java.util.List;

/**
 * Brings the assets of a manifest to Cloudflare. A session that ends on the way is followed by
 * another, which asks only for what is still missing.
 */
final class AssetUpload {

  private static final int MAX_SESSIONS = 5;
  private static final int MAX_FRUITLESS = 2;

  private final CloudflareApi api;
  private final int atOnce;
  private final InstantSource clock;
  private final String script;
  private final AssetManifest manifest;
  private final ArtifactContent content;
  private final Progress progress;

  /**
   * An upload that has not begun.
   *
   * @param script its path below the base URL
   * @param progress for one thread at a time
   */
  AssetUpload(CloudflareApi api, int atOnce, InstantSource clock, String script,
      AssetManifest manifest, ArtifactContent content, Progress progress) {
    this.api = api;
    this.atOnce = atOnce;
    this.clock = clock;
    this.script = script;
    this.manifest = manifest;
    this.content = content;
    this.progress = progress;
  }

  /** Answers the token by which a script gets these assets. */
  Secret complete() {
    int fruitless = 0;
    for (int opened = 1;; opened++) {
      AssetSession session = open();
      if (session.batches().isEmpty()) {
        if (opened == 1) {
          progress.line("All " + manifest.blobs().size() + " assets are on Cloudflare already");
        }
        return session.token();
      }
      announce(session);
      Batches batches = new Batches(api, atOnce, clock, session, content, progress);
      Batches.Sent sent = batches.send();
      if (sent.completion() != null) {
        return sent.completion();
      }
      fruitless = sent.accepted() == 0 ? fruitless + 1 : 0;
      if (fruitless == MAX_FRUITLESS || opened == MAX_SESSIONS) {
        throw new Unavailable("Cloudflare did not take the assets in " + opened
            + " upload sessions: " + sent.why(), null);
      }
      progress.line(sent.why() + ", going on with a new session");
    }
  }

  private AssetSession open() {
    Call call = Call
        .post(Product.WORKERS, script + "/assets-upload-session", "the list of assets",
            Content.json(manifest.toJson()))
        .with(Trait.REPEATABLE)
        .with(Trait.HEAVY)
        .with(Trait.NEEDS_RESULT)
        .telling(progress);
    return AssetSession.of(api.result(call), manifest);
  }

  private void announce(AssetSession session) {
    List<Blob> missing = session.batches().stream().flatMap(List::stream).toList();
    int there = manifest.blobs().size() - missing.size();
    progress.line(missing.size() + " assets to upload (" + Sizes.kib(Sizes.of(missing)) + " in "
        + session.batches().size() + (session.batches().size() == 1 ? " batch" : " batches") + "), "
        + there + " already there");
  }
}
