package io.whopship.adapter.cloudflare.upload;

import io.whopship.adapter.cloudflare.api.CloudflareApi;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.Edge.Progress;

/** Uploads assets, then the script that has them. Safe for many threads. */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable"})
public final class Uploads {

  public Uploads(CloudflareApi api, String namespace) {

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
    throw new UnsupportedOperationException("not yet");
  }
}
