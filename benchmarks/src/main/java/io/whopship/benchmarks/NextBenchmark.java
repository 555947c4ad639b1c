package io.whopship.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The Next.js example: how soon a version that lies on the disk answers, process start and first
 * page rendered included, and how many requests it then answers; through the front, asked directly,
 * and in miniflare.
 */
public final class NextBenchmark {

  private static final String PAGE = "/ssr";
  private static final String ASSET = "/logo.png";
  private static final int STARTS = Integer.getInteger("rounds", 7);
  /** The first round warms, and is not counted. */
  private static final int ROUNDS = STARTS + 1;
  private static final int SECONDS = 3;
  private static final int CONNECTIONS = 16;

  private final Folder folder;
  private final WhopShip server;
  private final Path zip;
  private final Path unpacked;
  private long live;

  private NextBenchmark(Folder folder, WhopShip server) {
    this.folder = folder;
    this.server = server;
    this.zip = build(folder);
    this.unpacked = folder.path().resolve("unpacked");
    Program.run(List.of("unzip", "-q", zip.toString(), "-d", unpacked.toString()));
    server.createApp();
    this.live = deploy();
  }

  public static void main(String[] arguments) {
    System.out.println(Machine.describe());
    try (Folder folder = Folder.create(); WhopShip server = WhopShip.start(folder, "0s")) {
      NextBenchmark benchmark = new NextBenchmark(folder, server);
      benchmark.measureStarts();
      benchmark.measureRequests();
    }
  }

  /** The first time it takes minutes. Miniflare needs the worker that wrangler bundled. */
  private static Path build(Folder folder) {
    Path zip = folder.path().resolve("next.zip");
    Program.run(List.of(WhopShip.HOME.resolve("examples/next-app/artifact").toString(), "--shape",
        "bundled", "--cache", "kv", "--out", zip.toString()));
    return zip;
  }

  private long deploy() {
    long deployment = server.upload(zip);
    server.run(deployment);
    return deployment;
  }

  private void measureStarts() {
    Start front = new Start("WhopShip, front included", this::wake);
    Start workerd = new Start("workerd alone, the same configuration", this::startWorkerd);
    Start miniflare = new Start("miniflare", this::startMiniflare);
    for (int i = 0; i < STARTS; i++) {
      List.of(front, workerd, miniflare).forEach(Start::measure);
    }
    Table table = new Table("from a version on the disk to its first 200", "median ms",
        "slowest ms", "of workerd");
    List.of(front, workerd, miniflare).forEach(start -> start.row(table, workerd));
    table.print();
  }

  /** A version that was live until another came is asleep; its preview wakes it. */
  private Duration wake() {
    long former = live;
    long process = server.worker(former).supervisor();
    live = deploy();
    ProcessHandle.of(process).ifPresent(ending -> ending.onExit().join());
    return KeepAlive.untilServed(server.sitesPort(), server.previewHost(former), PAGE,
        WhopShip.PATIENCE);
  }

  private Duration startWorkerd() {
    return Workerd.startTime(folder, server.workerdConfig(live), Program.freePort(), PAGE);
  }

  private Duration startMiniflare() {
    try (Miniflare miniflare = Miniflare.start(folder, unpacked, PAGE)) {
      return miniflare.startTime();
    }
  }

  private void measureRequests() {
    Wrk wrk = new Wrk(folder);
    Table table = new Table("requests/s", "through", "median", "of workerd", "p50 ms", "p99 ms",
        "failed");
    try (Miniflare miniflare = Miniflare.start(folder, unpacked, PAGE)) {
      for (String path : List.of(PAGE, ASSET)) {
        Way workerd = new Way("nothing: workerd itself", server.worker(live).port());
        List<Way> ways = List.of(workerd, new Way("WhopShip", server.sitesPort()),
            new Way("miniflare", miniflare.port()));
        for (int round = 0; round < ROUNDS; round++) {
          for (Way way : ways) {
            Wrk.Result result = Undisturbed
                .run(() -> wrk.run(way.port(), path, CONNECTIONS, SECONDS, 0));
            if (round > 0) {
              way.spells().add(result);
            }
          }
        }
        ways.forEach(way -> way.row(table, path, workerd));
      }
    }
    table.print();
  }

  private record Way(String name, int port, Spells spells) {

    Way(String name, int port) {
      this(name, port, new Spells());
    }

    void row(Table table, String path, Way peer) {
      table.row(path, name, spells.median(Wrk.Result::perSecond), spells.ratio(peer.spells),
          spells.median(Wrk.Result::median), spells.median(Wrk.Result::percentile99),
          Long.toString(spells.failed()));
    }
  }

  private record Start(String name, Supplier<Duration> measurement, List<Double> milliseconds) {

    Start(String name, Supplier<Duration> measurement) {
      this(name, measurement, new ArrayList<>());
    }

    void measure() {
      milliseconds.add(Undisturbed.run(measurement).toNanos() / 1e6);
    }

    void row(Table table, Start peer) {
      table.row(name, Samples.text(samples().median()), Samples.text(samples().max()),
          Samples.text(samples().median() / peer.samples().median()));
    }

    private Samples samples() {
      return Samples.of(milliseconds.stream().mapToDouble(Double::doubleValue));
    }
  }
}
