package io.whopship.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.artifact.AssetSettings;
import io.whopship.ports.model.artifact.AssetSettings.WorkerFirst;
import io.whopship.ports.model.artifact.Binding;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.artifact.MetaJson;
import io.whopship.ports.model.artifact.RuntimeSettings;
import io.whopship.ports.model.artifact.WranglerConfig;
import io.whopship.ports.model.deploy.DeploymentState.Active;
import io.whopship.ports.model.deploy.DeploymentState.Probing;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import io.whopship.testkit.FakeArtifact;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the owner of a deployment reads. */
final class DeploymentLogTest {

  private final Platform platform = new Platform();

  @Test
  void aDeploymentSaysWhatTheGuideSays() {
    platform.reader.holds(FakeArtifact.helloWorker("v1").meta(workerFirst()));
    platform.deployed();
    DeploymentId second = platform.deployed();
    String version = ((Active) platform.state(second)).release().versionId();

    assertThat(platform.log(second)).containsSubsequence(
        "Starting deployment 2 for app 1",
        "Downloading build artifact from R2...",
        "Downloaded artifact: 0.00 MB",
        "Extracting artifact...",
        "Extracted 3 files from artifact",
        "Parsing OpenNext build structure...",
        "Found worker script at: open-next/worker/index.js",
        "Found 2 static assets",
        "Worker bundle size: 0.00 MB",
        "Assets run_worker_first: true",
        "Settings from meta.json: compatibility date the newest there is, flags nodejs_compat",
        "Deploying to Cloudflare Workers for Platforms...",
        "Uploading 2 static assets...",
        "Worker deployed: whopship-1-2",
        "Version ID: " + version,
        "Starting two-stage rollout: 50% traffic...",
        "Waiting 30 seconds before increasing to 100%...",
        "Increasing to 100% traffic...",
        "Updating KV mapping...",
        "KV mapping set: my-app → whopship-1-2@" + version,
        "Deployment completed successfully in 30.00s");
  }

  @Test
  void anAppIsToldWhatItGotAndWhatNot() {
    platform.reader.holds(FakeArtifact.helloWorker("v1")
        .wranglerConfig(new WranglerConfig.Parsed("wrangler.jsonc",
            new RuntimeSettings(LocalDate.of(2026, 4, 1), List.of("nodejs_compat", "more"),
                AssetSettings.DEFAULT,
                List.of(new Binding.KeyValue("NEXT_INC_CACHE_KV"), new Binding.Bucket("FILES"),
                    new Binding.DurableObject("QUEUE", "DOQueueHandler")),
                null),
            List.of("triggers are"))));

    assertThat(platform.log(platform.deployed())).containsSequence(
        "Assets run_worker_first: false",
        "Settings from wrangler.jsonc: compatibility date 2026-04-01, flags nodejs_compat, more",
        "Bindings: NEXT_INC_CACHE_KV (KV), FILES (R2), QUEUE (Durable Object)",
        "wrangler.jsonc: triggers are not obeyed here");
  }

  @Test
  void whoAsksForMuchMakesNoLongLine() {
    List<Binding> many = IntStream.range(0, 100)
        .<Binding>mapToObj(i -> new Binding.KeyValue("A".repeat(100) + i))
        .toList();
    platform.reader.holds(FakeArtifact.helloWorker("v1")
        .wranglerConfig(new WranglerConfig.Parsed("wrangler.jsonc",
            new RuntimeSettings(null, List.of(), AssetSettings.DEFAULT, many, null))));

    assertThat(platform.log(platform.deployed())).filteredOn(line -> line.startsWith("Bindings:"))
        .singleElement()
        .asString()
        .hasSize(2_000)
        .endsWith("...");
  }

  @Test
  void anAppThatAsksForNothingIsToldWhatItRunsWith() {
    assertThat(platform.log(platform.deployed()))
        .contains("Settings from the code: compatibility date the newest there is, flags"
            + " nodejs_compat, global_fetch_strictly_public")
        .noneMatch(line -> line.startsWith("Bindings:"));
  }

  @Test
  void whatTakesLongIsAnnouncedBeforeItBegins() {
    DeploymentId id = platform.triggered();
    platform.artifacts.failNext(1);

    platform.queue.runNext(platform.core.work().advance());

    assertThat(platform.log(id)).startsWith("Starting deployment 1 for app 1",
        "Downloading build artifact from R2...");
  }

  @Test
  void whoeverSeesTheEndSeesTheLastLine() {
    DeploymentId id = platform.triggered();
    platform.advanceTo(Active.class, id);

    LogLine last = platform.lines(id).getLast();
    assertThat(last.type()).isEqualTo(LogType.SUCCESS);
    assertThat(last.message()).startsWith("Deployment completed successfully");
  }

  @Test
  void eachLineNamesTheStepItBelongsTo() {
    DeploymentId id = platform.deployed();

    assertThat(platform.lines(id).stream().map(LogLine::step).distinct())
        .containsExactly("build", "place", "probe", "rollout");
  }

  @Test
  void aReasonOfManyLinesIsManyLinesOfTheLog() {
    DeploymentId id = platform.uploaded();
    platform.edge.refuse(platform.release(id), 400, "Invalid worker\nscript \u001b[31msyntax");
    platform.trigger(id);

    platform.finish();

    List<LogLine> lines = platform.lines(id);
    assertThat(lines.subList(lines.size() - 2, lines.size()))
        .extracting(LogLine::type, LogLine::message)
        .containsExactly(
            tuple(LogType.ERROR,
                "Failed to deploy worker: 400 - Invalid worker"),
            tuple(LogType.ERROR, "script ?[31msyntax"));
  }

  @Test
  void whatTheEdgeSaysWhileItPlacesIsInTheLog() {
    DeploymentId id = platform.triggered();
    platform.advanceTo(Probing.class, id);

    assertThat(platform.log(id)).containsSubsequence("Uploading 2 static assets...",
        "Placed 1 modules and 2 assets",
        "Preview: http://my-app--1.localhost:8080");
  }

  private static MetaJson workerFirst() {
    AssetSettings assets = new AssetSettings(new WorkerFirst.Always(),
        AssetSettings.DEFAULT.htmlHandling(), AssetSettings.DEFAULT.notFoundHandling());
    return new MetaJson.Parsed(BuildMetadata.NONE,
        new RuntimeSettings(null, List.of("nodejs_compat"), assets));
  }
}
