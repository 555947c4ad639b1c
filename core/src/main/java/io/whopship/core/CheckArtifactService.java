package io.whopship.core;

import io.whopship.ports.driving.CheckArtifact;
import java.nio.file.Path;

final class CheckArtifactService implements CheckArtifact {

  private final ArtifactJudge judge;

  CheckArtifactService(ArtifactJudge judge) {
    this.judge = judge;
  }

  @Override
  public Verdict check(Path zip) {
    return judge.<Verdict>judge(new ArtifactFile(zip), Verdict.Refused::new,
        (artifact, accepted) -> accepted);
  }
}
