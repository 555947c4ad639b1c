package io.whopship.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.whopship.adapter.zip.ZipArtifactReader;
import io.whopship.core.ControlPlane;
import io.whopship.ports.driven.DeploymentObserver;
import io.whopship.ports.driven.Signals;
import io.whopship.ports.driven.WorkerLogSource;
import io.whopship.ports.driving.CheckArtifact;
import io.whopship.ports.driving.CheckArtifact.Verdict;
import io.whopship.ports.model.artifact.Problem;
import io.whopship.ports.model.identity.Secret;
import io.whopship.testkit.FakeEdge;
import io.whopship.testkit.FakeTimer;
import io.whopship.testkit.FakeTrafficFigures;
import io.whopship.testkit.FakeWebhookSender;
import io.whopship.testkit.FakeWorkQueue;
import io.whopship.testkit.InMemoryArtifactStore;
import io.whopship.testkit.InMemoryStore;
import io.whopship.testkit.MovableClock;
import io.whopship.testkit.PlainEventBodies;
import io.whopship.testkit.SequentialIds;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Judges zips by the reader and the rules of a server with no settings. Reads paths, one a line,
 * and answers the problems of each, the first few, as JSON on a line; none is an acceptance.
 */
final class JudgeMain {

  /** In place of a path: asks for the bytes of heap in use, after a collection. */
  static final String HEAP = "heap";

  private static final int MAX_TOLD = 10;

  private JudgeMain() {}

  public static void main(String[] args) throws IOException {
    CheckArtifact check = assemble();
    ObjectMapper json = new ObjectMapper();
    BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    PrintStream answers = new PrintStream(System.out, true, UTF_8);
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      answers.println(json.writeValueAsString(
          line.equals(HEAP) ? usedHeap() : problems(check.check(Path.of(line)))));
    }
  }

  private static List<Problem> problems(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Accepted accepted -> List.of();
      case Verdict.Refused refused -> refused.problems().stream().limit(MAX_TOLD).toList();
    };
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    runtime.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static CheckArtifact assemble() {
    MovableClock clock = new MovableClock(Instant.EPOCH);
    InMemoryStore store = new InMemoryStore(new FakeWorkQueue(clock));
    return ControlPlane.assemble(
        new ControlPlane.Ports(store, new InMemoryArtifactStore(), new ZipArtifactReader(),
            new FakeEdge(), new FakeTrafficFigures(), WorkerLogSource.NONE, new PlainEventBodies(),
            new FakeWebhookSender(), Signals.NONE, DeploymentObserver.NONE,
            new SequentialIds(), new FakeTimer(clock), clock),
        Configuration.read(Map.of()).core(new Secret("key-of-the-tests-0123456789")))
        .deployments()
        .check();
  }
}
