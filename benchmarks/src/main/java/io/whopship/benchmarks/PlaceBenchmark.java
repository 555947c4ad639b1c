package io.whopship.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What it takes from the call of trigger until a version runs and was probed, before its first
 * visitor, for artifacts of many files and of large ones; beside it what no deployment can do
 * without, unpacking the zip and hashing it, by the usual tools. And the heap it needs meanwhile.
 */
public final class PlaceBenchmark {

  /**
   * Nothing is removed before the end, neither by the server nor here: on ext4, new files were seen
   * to cost far more while many had been removed in the last minutes.
   */
  private static final Map<String, String> KEEP_ALL = Map.of("WHOPSHIP_SOAK", "0s",
      "WHOPSHIP_KEPT_RELEASES", "100");

  private static final int WARM_UPS = 2;
  private static final int ROUNDS = Integer.getInteger("rounds", 7);

  private final Table times = new Table("median ms", "zip, MiB", "trigger to 0 %", "judged",
      "placed", "of these workerd", "probed", "unzip", "sha256sum", "of both");
  private final Table heaps = new Table("heap of the server, MiB", "live before",
      "live at most meanwhile", "peak with garbage");
  private int version;

  private PlaceBenchmark() {}

  public static void main(String[] arguments) {
    System.out.println(Machine.describe());
    PlaceBenchmark benchmark = new PlaceBenchmark();
    benchmark.measure(BulkyArtifact.MANY);
    benchmark.measure(BulkyArtifact.LARGE);
    benchmark.times.print();
    benchmark.heaps.print();
  }

  private void measure(BulkyArtifact artifact) {
    try (Folder folder = Folder.create();
        WhopShip server = WhopShip.start(folder, KEEP_ALL);
        Heap heap = Heap.of(server.pid())) {
      server.createApp();
      for (int i = 0; i < WARM_UPS; i++) {
        round(artifact, folder, server, heap);
      }
      List<Round> rounds = new ArrayList<>();
      for (int i = 0; i < ROUNDS; i++) {
        rounds.add(Undisturbed.run(() -> round(artifact, folder, server, heap)));
      }
      long last = server.upload(artifact.writeTo(folder, "v" + version++));
      double before = heap.live();
      double atMost = heap.liveAtMost(() -> server.run(last));
      heaps.row(artifact.name(), Samples.text(before), Samples.text(atMost),
          median(rounds, Round::peakHeap));
      row(artifact, rounds, server.log());
    }
  }

  private Round round(BulkyArtifact artifact, Folder folder, WhopShip server, Heap heap) {
    Path zip = artifact.writeTo(folder, "v" + version++);
    long deployment = server.upload(zip);
    heap.live();
    heap.resetPeak();
    server.run(deployment);
    double peak = heap.peak();
    Duration unzip = Program.run(List.of("unzip", "-q", zip.toString(), "-d",
        folder.path().resolve("unpacked-" + deployment).toString()));
    Duration hash = Program.run(List.of("sha256sum", zip.toString()));
    return new Round(deployment, megabytes(zip), peak, unzip.toNanos() / 1e6,
        hash.toNanos() / 1e6);
  }

  private static double megabytes(Path file) {
    try {
      return Files.size(file) / 1024.0 / 1024;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void row(BulkyArtifact artifact, List<Round> rounds, List<String> log) {
    ToDoubleFunction<Round> whole = round -> Steps.sum(round.steps(log), "until Shifting");
    times.row(artifact.name(), median(rounds, Round::zip), median(rounds, whole),
        median(rounds, round -> Steps.sum(round.steps(log), "until Placing")),
        median(rounds, round -> round.steps(log).get("until Probing")),
        median(rounds, round -> round.steps(log).get(Steps.WORKER_START)),
        median(rounds, round -> round.steps(log).get("until Shifting")),
        median(rounds, Round::unzip), median(rounds, Round::hash),
        median(rounds, round -> whole.applyAsDouble(round) / (round.unzip() + round.hash())));
  }

  private static String median(List<Round> rounds, ToDoubleFunction<Round> figure) {
    return Samples.text(Samples.of(rounds.stream().mapToDouble(figure)).median());
  }

  /** In MiB and milliseconds. */
  private record Round(long deployment, double zip, double peakHeap, double unzip, double hash) {

    Map<String, Double> steps(List<String> log) {
      return Steps.of(deployment, log);
    }
  }
}
