package io.whopship.core.artifact;

import io.whopship.ports.model.artifact.Problem;
import java.util.List;

/** One thing that every artifact must obey. Pure. */
@FunctionalInterface
interface ArtifactPolicy {

  /** Each way in which this artifact does not obey; none if it does. */
  List<Problem> problems(ArtifactFacts facts);
}
