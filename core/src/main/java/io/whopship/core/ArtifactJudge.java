package io.whopship.core;

import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driving.CheckArtifact.Verdict;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.ArtifactLimits;
import io.whopship.ports.model.artifact.ArtifactSummary;
import io.whopship.ports.model.artifact.MetaJson;
import io.whopship.ports.model.artifact.Problem;
import io.whopship.ports.model.artifact.RuntimeSettings;
import io.whopship.ports.model.artifact.WorkerBundle;
import java.util.List;

/** Holds an artifact against all policies, and says what it makes run if it passes. */
final class ArtifactJudge {

  private final ArtifactLimits limits;
  private final List<ArtifactPolicy> policies;

  ArtifactJudge(ArtifactLimits limits) {
    this.limits = limits;
    this.policies = ArtifactPolicies.all(limits);
  }

  int maxEntries() {
    return limits.maxEntries();
  }

  Verdict judge(OpenArtifact artifact, long archiveBytes) {
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
        layout.assets().size(), layout.workerBytes(), facts.content().workerGzipBytes());
  }

  private static WorkerBundle bundle(ArtifactFacts facts, Layout layout) {
    RuntimeSettings runtime = switch (facts.meta()) {
      case MetaJson.Parsed parsed -> parsed.runtime();
      case MetaJson.Absent absent -> RuntimeSettings.DEFAULT;
      case MetaJson.Malformed malformed ->
        throw new IllegalStateException("a policy refuses this: " + malformed.reason());
    };
    return new WorkerBundle(layout.modules(), layout.assets(), runtime);
  }
}
