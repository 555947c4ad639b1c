package io.whopship.core.artifact;

import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.Problem;
import java.util.List;
import java.util.stream.Stream;

/**
 * One thing that the entries of every artifact must obey, by what the zip says of them. Nothing of
 * an artifact is read before they do. Pure.
 */
@FunctionalInterface
interface EntryPolicy {

  /** Each way in which these entries do not obey; none if they do. */
  List<Problem> problems(List<ArtifactEntry> entries);

  /** By all policies of this kind. A new one is a new line here. */
  static List<Problem> allProblems(List<ArtifactEntry> entries) {
    return Stream
        .of(new EntryNames(), new DistinctNames(), new PlainEntries(), new CompressionRatio())
        .flatMap(policy -> policy.problems(entries).stream())
        .toList();
  }
}
