package io.whopship.core.artifact;

import io.whopship.ports.model.artifact.Problem;
import java.util.ArrayList;
import java.util.List;

/** A worker, all its modules together, is no larger than it may be, compressed and unpacked. */
final class WorkerSize implements ArtifactPolicy {

  /** Both limits go by one name: for the sender it is one problem, and the cure is the same. */
  static final String RULE = "worker-too-large";

  private static final String TIPS = "See https://developers.cloudflare.com/workers/platform/limits/ for optimization tips.";

  private final long maxGzipBytes;
  private final long maxBytes;

  WorkerSize(long maxGzipBytes, long maxBytes) {
    this.maxGzipBytes = maxGzipBytes;
    this.maxBytes = maxBytes;
  }

  @Override
  public List<Problem> problems(ArtifactFacts facts) {
    List<Problem> problems = new ArrayList<>();
    long gzipBytes = facts.content().workerGzipBytes();
    if (gzipBytes > maxGzipBytes) {
      problems.add(tooLarge(maxGzipBytes, Sizes.megabytes(gzipBytes)));
    }
    Layout layout = facts.layout();
    if (layout != null && layout.workerBytes() > maxBytes) {
      problems.add(tooLarge(maxBytes, Sizes.megabytes(layout.workerBytes()) + " unpacked"));
    }
    return problems;
  }

  private static Problem tooLarge(long limit, String actual) {
    return new Problem(RULE, null, "Worker bundle exceeds " + Sizes.size(limit) + " limit ("
        + actual + ").\n" + TIPS);
  }
}
