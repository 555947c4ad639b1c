package io.whopship.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.driving.AdvanceDeployment.Next;
import io.whopship.ports.driving.CreateDeployment;
import io.whopship.ports.driving.UploadArtifact;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.artifact.ArtifactEntry.Kind;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.artifact.Checksum;
import io.whopship.ports.model.artifact.MetaJson;
import io.whopship.ports.model.artifact.Problem;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.DeploymentState.Active;
import io.whopship.ports.model.deploy.DeploymentState.Failed;
import io.whopship.ports.model.deploy.DeploymentState.Placing;
import io.whopship.ports.model.deploy.DeploymentState.Queued;
import io.whopship.ports.model.deploy.Failure;
import io.whopship.ports.model.deploy.Work;
import io.whopship.testkit.FakeArtifact;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** From an artifact to a worker that the edge holds, and what comes in between. */
final class BuildTest {

  private static final Checksum OTHER = new Checksum(
      "sha256:0000000000000000000000000000000000000000000000000000000000000000");

  private final Platform platform = new Platform();

  @Test
  void aDeploymentWithoutAnArtifactFails() {
    DeploymentId id = platform.create(null).deployment().id();
    platform.trigger(id);

    platform.finish();

    assertThat(platform.failed(id).failure()).isEqualTo(
        new Failure(Failure.Code.ARTIFACT_MISSING, "Build artifact not found in R2"));
    assertThat(platform.log(id)).containsExactly("Starting deployment 1 for app 1",
        "Downloading build artifact from R2...", "Build artifact not found in R2");
  }

  @Test
  void theRightChecksumIsVerified() {
    Checksum right = uploadedChecksum();
    DeploymentId id = platform.create(right).deployment().id();
    platform.upload(id);
    platform.trigger(id);

    platform.finish();

    assertThat(platform.state(id)).isInstanceOf(Active.class);
    assertThat(platform.log(id)).contains("Checksum verified: " + right);
  }

  @Test
  void anArtifactThatIsAnotherThanAnnouncedFails() {
    DeploymentId id = platform.create(OTHER).deployment().id();
    putPastTheServer(id, "a zip");
    platform.trigger(id);

    platform.finish();

    assertThat(platform.failed(id).failure()).isEqualTo(
        new Failure(Failure.Code.CHECKSUM_MISMATCH, "Artifact checksum is " + uploadedChecksum()
            + ", but the deployment was created for " + OTHER
            + ". Create a new deployment and upload the artifact again"));
  }

  @Test
  void anArtifactThatIsExchangedAfterItWasJudgedFails() {
    DeploymentId id = platform.create(uploadedChecksum()).deployment().id();
    platform.upload(id);
    platform.trigger(id);
    platform.advanceTo(Placing.class, id);
    putPastTheServer(id, "another zip");

    platform.finish();

    assertThat(platform.failed(id).failure().code()).isEqualTo(Failure.Code.CHECKSUM_MISMATCH);
    assertThat(platform.edge.placed()).isEmpty();
  }

  @Test
  void anArtifactIsJudgedOnceAsLongAsItsBytesAreTheSame() {
    DeploymentId id = platform.triggered();
    platform.advanceTo(Placing.class, id);
    platform.reader.holds(FakeArtifact.helloWorker("v1")
        .meta(new MetaJson.Malformed("what a second judgement would refuse")));

    platform.finish();

    assertThat(platform.edge.placed()).hasSize(1);
  }

  @Test
  void anArtifactThatTurnsBadAfterItWasJudgedFails() {
    DeploymentId bad = platform.triggered();
    platform.advanceTo(Placing.class, bad);
    putPastTheServer(bad, "another zip");
    platform.reader.holds(FakeArtifact.EMPTY);
    platform.finish();
    assertThat(platform.failed(bad).failure().code()).isEqualTo(Failure.Code.ARTIFACT_INVALID);

    platform.reader.holds(FakeArtifact.helloWorker("v1"));
    DeploymentId unreadable = platform.triggered();
    platform.advanceTo(Placing.class, unreadable);
    platform.reader.isUnreadable(new Problem("not-a-zip", null, "The artifact is no zip"));
    platform.finish();
    assertThat(platform.failed(unreadable).failure()).isEqualTo(
        new Failure(Failure.Code.ARTIFACT_INVALID, "The artifact is no zip"));
  }

  @Test
  void anArtifactThatIsGoneAfterItWasJudgedFails() {
    DeploymentId id = platform.triggered();
    platform.advanceTo(Placing.class, id);
    platform.artifacts.remove(platform.deployment(id).artifactKey());

    platform.finish();

    assertThat(platform.failed(id).failure().code()).isEqualTo(Failure.Code.ARTIFACT_MISSING);
  }

  @Test
  void anArtifactThatIsTooLargeFailsWithoutBeingFetched() {
    Platform small = new Platform(settings -> settings.withLimits(
        UploadArtifactTest.tenBytes()));
    DeploymentId id = small.create(null).deployment().id();
    small.artifacts.store(small.deployment(id).artifactKey(), Platform.body("eleven byte").stream(),
        1000,
        null);
    small.trigger(id);

    small.finish();

    assertThat(small.failed(id).failure()).isEqualTo(new Failure(Failure.Code.ARTIFACT_INVALID,
        "Artifact has 11 bytes, but at most 10 are accepted (10 bytes): leave out what the worker"
            + " does not need, then create a new deployment"));
    assertThat(small.log(id)).noneMatch(line -> line.startsWith("Downloaded artifact"));
    assertThat(small.hasArtifact(id)).isFalse();
  }

  /** Otherwise the attempt that can be recorded would tell that it is missing. */
  @Test
  void anArtifactThatIsTooLargeIsRemovedOnlyOnceThatIsRecorded() {
    AtomicInteger outages = new AtomicInteger(2);
    Platform small = new Platform(settings -> settings.withLimits(UploadArtifactTest.tenBytes()),
        Duration.ZERO, deployments -> new InterposedDeployments(deployments, change -> {
          if (change.next() instanceof Failed && outages.getAndDecrement() > 0) {
            throw new PortException.Unavailable("the database is out", null);
          }
        }), UnaryOperator.identity());
    DeploymentId id = small.create(null).deployment().id();
    small.artifacts.store(small.deployment(id).artifactKey(), Platform.body("eleven byte").stream(),
        1000, null);
    small.trigger(id);

    small.finish();

    assertThat(small.failed(id).failure().message()).startsWith("Artifact has 11 bytes");
    assertThat(small.hasArtifact(id)).isFalse();
  }

  @Test
  void whatIsNoZipFails() {
    platform.reader.isUnreadable(new Problem("not-a-zip", null, "The artifact is no zip"));

    DeploymentId id = platform.deployed();

    assertThat(platform.hasArtifact(id)).as("to be looked at").isTrue();

    assertThat(platform.failed(id).failure()).isEqualTo(
        new Failure(Failure.Code.ARTIFACT_INVALID, "The artifact is no zip"));
  }

  @Test
  void allProblemsOfAnArtifactAreToldEachWithItsEntry() {
    platform.reader.holds(FakeArtifact.EMPTY.file("../a", "").file("b\nc", ""));

    DeploymentId id = platform.deployed();

    assertThat(platform.failed(id).failure().code()).isEqualTo(Failure.Code.ARTIFACT_INVALID);
    assertThat(platform.log(id)).endsWith(
        "../a: has an empty, '.' or '..' segment in its path",
        "b?c: has a control character in its name");
  }

  @Test
  void whatIsMissingIsToldOnceTheEntriesAreGood() {
    platform.reader.holds(FakeArtifact.EMPTY.file("a", ""));

    assertThat(platform.log(platform.deployed())).endsWith(
        "Worker script not found in artifact. Expected at open-next/worker/index.js",
        "or at worker.js, as OpenNext leaves it. To make a good one:"
            + " npx @opennextjs/cloudflare build && cd .open-next"
            + " && rm -f ../artifact.zip && zip -r ../artifact.zip .");
  }

  @Test
  void aThousandProblemsAreNotAThousandLines() {
    FakeArtifact artifact = FakeArtifact.helloWorker("v1");
    for (int i = 0; i < 60; i++) {
      artifact = artifact.file("/" + i, "");
    }
    platform.reader.holds(artifact);

    DeploymentId id = platform.deployed();

    assertThat(platform.failed(id).failure().message().lines()).hasSize(51);
    assertThat(platform.log(id)).endsWith("... and 10 more problems");
  }

  @Test
  void longNamesMakeNoLongMessage() {
    FakeArtifact artifact = FakeArtifact.helloWorker("v1");
    for (int i = 0; i < 60; i++) {
      artifact = artifact.special("l".repeat(60_000) + i, Kind.SYMLINK)
          .special("x".repeat(300) + i, Kind.SYMLINK);
    }
    platform.reader.holds(artifact);

    DeploymentId id = platform.deployed();

    assertThat(platform.failed(id).failure().message())
        .startsWith("l".repeat(97) + "...: has a name of 60001 bytes, the limit is 1024\n")
        .endsWith("\n... and 130 more problems")
        .hasSizeLessThanOrEqualTo(8 * 1024);
    assertThat(platform.log(id)).allMatch(line -> line.length() < 300);
  }

  @Test
  void manyNamesOfMiddleLengthMakeNoLongMessageEither() {
    FakeArtifact artifact = FakeArtifact.helloWorker("v1");
    for (int i = 0; i < 60; i++) {
      artifact = artifact.special("x".repeat(900) + i, Kind.SYMLINK);
    }
    platform.reader.holds(artifact);

    DeploymentId id = platform.deployed();

    assertThat(platform.failed(id).failure().message())
        .startsWith("x".repeat(197) + "...: is a symbolic link")
        .endsWith("...\n... and 10 more problems")
        .hasSize(8 * 1024);
  }

  @Test
  void aWorkerThatTheRuntimeDoesNotTakeFails() {
    DeploymentId id = platform.uploaded();
    platform.edge.refuse(platform.release(id), 400, "Invalid worker script syntax");
    platform.trigger(id);

    platform.finish();

    assertThat(platform.failed(id).failure()).isEqualTo(new Failure(Failure.Code.WORKER_REJECTED,
        "Failed to deploy worker: 400 - Invalid worker script syntax"));
    assertThat(platform.failed(id).release()).isNull();
  }

  @Test
  void aDeploymentWaitsForTheOneBeforeIt() {
    DeploymentId first = platform.triggered();
    platform.advanceTo(DeploymentState.Soaking.class, first);
    DeploymentId second = platform.triggered();

    platform.finish();

    assertThat(platform.state(first)).isInstanceOf(Active.class);
    assertThat(platform.state(second)).isInstanceOf(Active.class);
    assertThat(platform.answered(second)).isEqualTo(1000);
    assertThat(platform.log(second)).containsSubsequence(
        "Found worker script at: open-next/worker/index.js",
        "Waiting for deployment 1 of this app to finish...",
        "Deploying to Cloudflare Workers for Platforms...");
    assertThat(platform.log(second)).filteredOn(line -> line.startsWith("Waiting for deployment"))
        .hasSize(1);
    assertThat(platform.log(second)).filteredOn("Extracting artifact..."::equals).hasSize(1);
  }

  @Test
  void aDeploymentThatWaitsLooksAgainEachSecondAsOften() {
    DeploymentId first = platform.triggered();
    platform.advanceTo(Placing.class, first);
    DeploymentId second = platform.triggered();
    platform.advanceTo(Queued.class, second);
    Work work = Work.first(second, platform.deployment(second).version());

    Next next = platform.core.work().advance().advance(work);

    assertThat(next).isEqualTo(new Next.Again(work, platform.clock.instant().plusSeconds(1)));
    assertThat(platform.state(second)).isInstanceOf(Queued.class);
  }

  @Test
  void aDeploymentThatWaitsDoesNothingElse() {
    DeploymentId first = platform.triggered();
    platform.advanceTo(Placing.class, first);
    DeploymentId second = platform.triggered();
    platform.advanceTo(Queued.class, second);
    platform.artifacts.remove(platform.deployment(second).artifactKey());
    List<String> before = platform.log(second);
    Work work = Work.first(second, platform.deployment(second).version());

    for (int i = 0; i < 3; i++) {
      platform.core.work().advance().advance(work);
    }

    assertThat(before).endsWith("Waiting for deployment 1 of this app to finish...");
    assertThat(platform.log(second)).isEqualTo(before);
    assertThat(platform.state(second)).isInstanceOf(Queued.class);
  }

  @Test
  void aDeploymentAloneSaysNothingOfWaiting() {
    assertThat(platform.log(platform.deployed()))
        .noneMatch(line -> line.startsWith("Waiting for deployment"));
  }

  @Test
  void aDeploymentWaitsForOneThatIsFarBehindInTheList() {
    DeploymentId first = platform.triggered();
    platform.advanceTo(DeploymentState.Soaking.class, first);
    for (int i = 0; i < 50; i++) {
      platform.create(null);
    }
    DeploymentId last = platform.triggered();
    platform.advanceTo(Queued.class, last);
    Work work = Work.first(last, platform.deployment(last).version());

    assertThat(platform.core.work().advance().advance(work))
        .isEqualTo(new Next.Again(work, platform.clock.instant().plusSeconds(1)));
  }

  @Test
  void deploymentsGoLiveInTheOrderInWhichTheyWereTriggered() {
    DeploymentId first = platform.triggered();
    platform.advanceTo(DeploymentState.Soaking.class, first);
    DeploymentId third = platform.uploaded();
    DeploymentId second = platform.triggered();
    platform.clock.advance(Duration.ofMillis(1));
    platform.trigger(third);
    platform.advanceTo(Active.class, first);
    platform.advanceTo(Queued.class, third);
    Work early = Work.first(third, platform.deployment(third).version());

    assertThat(platform.core.work().advance().advance(early))
        .isEqualTo(new Next.Again(early, platform.clock.instant().plusSeconds(1)));

    platform.finish();
    assertThat(platform.state(second)).isInstanceOf(Active.class);
    assertThat(platform.answered(third)).isEqualTo(1000);
  }

  @Test
  void deploymentsGoLiveInThatOrderHoweverManyNewerOnesThereAre() {
    DeploymentId older = platform.triggered();
    platform.advanceTo(Queued.class, older);
    for (int newer = 0; newer < 60; newer++) {
      platform.create(null);
    }
    platform.clock.advance(Duration.ofMillis(1));
    DeploymentId last = platform.triggered();
    platform.advanceTo(Queued.class, last);
    Work early = Work.first(last, platform.deployment(last).version());

    assertThat(platform.core.work().advance().advance(early))
        .isEqualTo(new Next.Again(early, platform.clock.instant().plusSeconds(1)));
  }

  @Test
  void aBadArtifactFailsAtOnceThoughAnotherDeploymentIsUnderWay() {
    DeploymentId first = platform.triggered();
    platform.advanceTo(Placing.class, first);
    DeploymentId second = platform.create(null).deployment().id();
    platform.trigger(second);

    platform.queue.runDue(platform.core.work().advance());

    assertThat(platform.state(second)).isInstanceOf(Failed.class);
    assertThat(platform.state(first).isFinal()).isFalse();
  }

  @Test
  void appsDoNotWaitForEachOther() {
    DeploymentId first = platform.triggered();
    platform.advanceTo(DeploymentState.Soaking.class, first);
    var other = platform.createApp("app_other", "other");
    var created = (CreateDeployment.Outcome.Created) platform.core
        .deployments()
        .create()
        .create(Platform.ALICE, other.whopAppId(),
            CreateDeployment.UploadMethod.DIRECT,
            BuildMetadata.NONE, null);
    DeploymentId second = created.deployment().id();
    platform.upload(second);
    platform.trigger(second);

    platform.queue.runDue(platform.core.work().advance());

    assertThat(platform.state(second)).isInstanceOf(DeploymentState.Soaking.class);
  }

  private Checksum uploadedChecksum() {
    DeploymentId id = platform.create(null).deployment().id();
    var uploaded = (UploadArtifact.Outcome.Uploaded) platform.upload(id);
    return uploaded.checksum();
  }

  private void putPastTheServer(DeploymentId id, String content) {
    platform.artifacts.store(platform.deployment(id).artifactKey(),
        Platform.body(content).stream(), 1000, null);
  }
}
