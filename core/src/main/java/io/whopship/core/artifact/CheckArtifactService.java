package io.whopship.core.artifact;

import io.whopship.ports.driving.CheckArtifact;
import java.nio.file.Path;

/** Judges a zip that belongs to no deployment. */
public final class CheckArtifactService implements CheckArtifact {

  private final ArtifactJudge judge;

  public CheckArtifactService(ArtifactJudge judge) {
    this.judge = judge;
  }

  @Override
  public Verdict check(Path zip) {
    return judge.<Verdict>judge(new ArtifactFile(zip), Verdict.Refused::new,
        (artifact, accepted) -> accepted);
  }
}
