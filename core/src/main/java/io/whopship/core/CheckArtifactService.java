package io.whopship.core;

import io.whopship.ports.driven.ArtifactReader;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.ArtifactReader.Opened;
import io.whopship.ports.driving.CheckArtifact;
import io.whopship.ports.model.artifact.Problem;
import java.nio.file.Path;
import java.util.List;

final class CheckArtifactService implements CheckArtifact {

  private final ArtifactReader reader;
  private final ArtifactJudge judge;

  CheckArtifactService(ArtifactReader reader, ArtifactJudge judge) {
    this.reader = reader;
    this.judge = judge;
  }

  @Override
  public Verdict check(Path zip) {
    return switch (reader.open(zip, judge.maxEntries())) {
      case Opened.Unreadable(Problem problem) -> new Verdict.Refused(List.of(problem));
      case Opened.Ready(OpenArtifact artifact) -> {
        try (artifact) {
          yield judge.judge(artifact, new ArtifactFile(zip).bytes());
        }
      }
    };
  }
}
