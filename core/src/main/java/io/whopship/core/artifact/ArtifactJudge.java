package io.whopship.core.artifact;

import io.whopship.ports.driven.ArtifactReader;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.ArtifactReader.Opened;
import io.whopship.ports.driving.CheckArtifact.Verdict;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.ArtifactLimits;
import io.whopship.ports.model.artifact.ArtifactSummary;
import io.whopship.ports.model.artifact.Problem;
import io.whopship.ports.model.artifact.WorkerBundle;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Opens an artifact, holds it against all policies, and says what it makes run if it passes. */
public final class ArtifactJudge {

  private final ArtifactReader reader;
  private final ArtifactLimits limits;
  private final List<ArtifactPolicy> policies;

  public ArtifactJudge(ArtifactReader reader, ArtifactLimits limits) {
    this.reader = reader;
    this.limits = limits;
    this.policies = ArtifactPolicies.all(limits);
  }

  /** Answers what either function makes of it; an accepted artifact is open for as long. */
  <T> T judge(ArtifactFile file, Function<List<Problem>, T> refused,
      BiFunction<OpenArtifact, Verdict.Accepted, T> accepted) {
    return judge(file, null, refused, accepted);
  }

  /**
   * As above.
   *
   * @param before as which the very bytes of this file were accepted before; {@code null} if they
   * were not, as far as is known
   */
  <T> T judge(ArtifactFile file, Verdict.@Nullable Accepted before,
      Function<List<Problem>, T> refused, BiFunction<OpenArtifact, Verdict.Accepted, T> accepted) {
    return switch (reader.open(file.path(), limits.maxEntries())) {
      case Opened.Unreadable(Problem problem) -> refused.apply(List.of(problem));
      case Opened.Ready(OpenArtifact artifact) -> {
        try (artifact) {
          yield switch (before != null ? before : verdict(artifact, file.bytes())) {
            case Verdict.Refused(List<Problem> problems) -> refused.apply(problems);
            case Verdict.Accepted good -> accepted.apply(artifact, good);
          };
        }
      }
    };
  }

  private Verdict verdict(OpenArtifact artifact, long archiveBytes) {
    List<Problem> ofEntries = EntryPolicy.allProblems(artifact.entries());
    if (!ofEntries.isEmpty()) {
      return new Verdict.Refused(ofEntries);
    }
    ArtifactFacts facts = ArtifactFacts.gather(artifact, archiveBytes, limits);
    List<Problem> problems = policies.stream()
        .flatMap(policy -> policy.problems(facts).stream())
        .toList();
    Layout layout = facts.layout();
    return layout == null || !problems.isEmpty()
        ? new Verdict.Refused(problems)
        : new Verdict.Accepted(summary(facts, layout), bundle(facts, layout));
  }

  private static ArtifactSummary summary(ArtifactFacts facts, Layout layout) {
    int files = (int) facts.entries().stream().filter(ArtifactEntry::isFile).count();
    return new ArtifactSummary(facts.archiveBytes(), files, layout.entryPoint().name(),
        layout.assets().size(), layout.workerBytes(), facts.content().workerGzipBytes(),
        facts.settingsEntry(), facts.remarks());
  }

  private static WorkerBundle bundle(ArtifactFacts facts, Layout layout) {
    return new WorkerBundle(layout.workerModules(), layout.assets(), layout.cache(),
        facts.runtime());
  }
}
