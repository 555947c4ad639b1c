package io.whopship.core.artifact;

import com.google.common.base.CharMatcher;
import io.whopship.ports.driven.ArtifactStore;
import io.whopship.ports.model.artifact.Checksum;
import io.whopship.ports.model.artifact.Problem;
import io.whopship.ports.model.deploy.Failure;
import java.util.List;
import java.util.stream.Collectors;

/** Why a deployment fails that has no good artifact. */
final class ArtifactFailures {

  /** More would hide what matters; {@code CheckArtifact} tells all. */
  private static final int MAX_TOLD = 50;

  /** Characters of the whole message, which is stored, logged and answered with each view. */
  private static final int MAX_MESSAGE = 8 * 1024;

  /** Characters of the name of an entry. */
  private static final int MAX_NAME = 200;

  private ArtifactFailures() {}

  static Failure missing(ArtifactStore artifacts) {
    return new Failure(Failure.Code.ARTIFACT_MISSING,
        "Build artifact not found in " + artifacts.displayName());
  }

  static Failure tooLarge(long bytes, long maxBytes) {
    return new Failure(Failure.Code.ARTIFACT_INVALID, "Artifact has " + bytes
        + " bytes, but at most " + maxBytes + " are accepted (" + Sizes.size(maxBytes)
        + "): leave out what the worker does not need, then create a new deployment");
  }

  static Failure otherChecksum(Checksum expected, Checksum actual) {
    return new Failure(Failure.Code.CHECKSUM_MISMATCH, "Artifact checksum is " + actual
        + ", but the deployment was created for " + expected
        + ". Create a new deployment and upload the artifact again");
  }

  static Failure refused(List<Problem> problems) {
    boolean onlyTooLarge = problems.stream()
        .allMatch(problem -> problem.rule().equals(WorkerSize.RULE));
    String told = problems.stream()
        .limit(MAX_TOLD)
        .map(ArtifactFailures::text)
        .collect(Collectors.joining("\n"));
    int untold = problems.size() - MAX_TOLD;
    String rest = untold > 0 ? "\n... and " + untold + " more problems" : "";
    return new Failure(
        onlyTooLarge ? Failure.Code.WORKER_TOO_LARGE : Failure.Code.ARTIFACT_INVALID,
        Excerpt.of(told, MAX_MESSAGE - rest.length()) + rest);
  }

  private static String text(Problem problem) {
    return problem.entry() == null
        ? problem.message()
        : CharMatcher.javaIsoControl().replaceFrom(Excerpt.of(problem.entry(), MAX_NAME), '?')
            + ": " + problem.message();
  }
}
