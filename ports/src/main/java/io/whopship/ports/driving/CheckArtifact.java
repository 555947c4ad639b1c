package io.whopship.ports.driving;

import io.whopship.ports.model.artifact.ArtifactSummary;
import io.whopship.ports.model.artifact.Problem;
import io.whopship.ports.model.artifact.WorkerBundle;
import java.nio.file.Path;
import java.util.List;

/** Judges an artifact, by the very rules by which a deployment will. */
public interface CheckArtifact {

  Verdict check(Path zip);

  /** What was found. */
  sealed interface Verdict {

    record Accepted(ArtifactSummary summary, WorkerBundle bundle) implements Verdict {}

    /** All problems that were found, at least one. */
    record Refused(List<Problem> problems) implements Verdict {

      public Refused {
        problems = List.copyOf(problems);
      }
    }
  }
}
