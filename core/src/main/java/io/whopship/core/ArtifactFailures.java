package io.whopship.core;

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

  private ArtifactFailures() {}

  static Failure missing(ArtifactStore artifacts) {
    return new Failure(Failure.Code.ARTIFACT_MISSING,
        "Build artifact not found in " + artifacts.displayName());
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
    return new Failure(
        onlyTooLarge ? Failure.Code.WORKER_TOO_LARGE : Failure.Code.ARTIFACT_INVALID,
        untold > 0 ? told + "\n... and " + untold + " more problems" : told);
  }

  private static String text(Problem problem) {
    return problem.entry() == null
        ? problem.message()
        : CharMatcher.javaIsoControl().replaceFrom(problem.entry(), '?') + ": " + problem.message();
  }
}
