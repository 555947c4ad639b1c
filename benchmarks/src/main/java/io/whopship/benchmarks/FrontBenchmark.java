package io.whopship.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a request costs on its way through the front: the same worker processes asked directly,
 * through nginx, and through the front of a whole server, in turn.
 */
public final class FrontBenchmark {

  /** The first round warms, and is not counted. */
  private static final int ROUNDS = 5;
  private static final int SECONDS = 3;
  private static final int SECONDS_ALONE = 1;
  private static final int MANY_CONNECTIONS = 16;
  private static final int KNOWN_VISITORS = 64;

  private final Wrk wrk;
  private final Table table = new Table("traffic", "through", "requests/s", "of nginx", "p50 ms",
      "p99 ms", "alone: p50 ms", "failed");

  private FrontBenchmark(Wrk wrk) {
    this.wrk = wrk;
  }

  public static void main(String[] arguments) {
    System.out.println(Machine.describe());
    try (Folder folder = Folder.create()) {
      FrontBenchmark benchmark = new FrontBenchmark(new Wrk(folder));
      long stable = benchmark.measureWhole(folder);
      benchmark.measureSplit(folder, stable);
      benchmark.table.print();
    }
  }

  private long measureWhole(Folder folder) {
    try (WhopShip server = WhopShip.start(folder, "0s")) {
      long deployment = server.createSite("v1");
      int worker = server.worker(deployment).port();
      try (Nginx nginx = Nginx.before(worker, folder)) {
        compare("one release", 0, List.of(new Front("nginx", nginx.port()),
            new Front("WhopShip", server.sitesPort()), new Front("nothing", worker)));
      }
      return deployment;
    }
  }

  /** The same site after a restart, with its second version at 50 % for as long as it takes. */
  private void measureSplit(Folder folder, long stable) {
    try (WhopShip server = WhopShip.start(folder, "1h")) {
      server.visit(); // wakes the worker
      long candidate = server.upload("v2");
      server.api().trigger(candidate);
      server.api().await(candidate, "trafficPercent", "50");
      try (Nginx nginx = Nginx.split(server.worker(stable).port(),
          server.worker(candidate).port(), folder)) {
        compare("50 %, known visitors", KNOWN_VISITORS, List.of(new Front("nginx", nginx.port()),
            new Front("WhopShip", server.sitesPort())));
        compare("50 %, new visitors", 0, List.of(new Front("nginx", nginx.port()),
            new Front("WhopShip", server.sitesPort())));
      }
    }
  }

  /** The first is what the others are compared with. */
  private void compare(String traffic, int visitors, List<Front> fronts) {
    for (int round = 0; round < ROUNDS; round++) {
      for (Front front : fronts) {
        Wrk.Result many = Undisturbed
            .run(() -> wrk.run(front.port(), MANY_CONNECTIONS, SECONDS, visitors));
        Wrk.Result alone = Undisturbed
            .run(() -> wrk.run(front.port(), 1, SECONDS_ALONE, visitors));
        if (round > 0) {
          front.many().add(many);
          front.alone().add(alone);
        }
      }
    }
    Front peer = fronts.getFirst();
    fronts.forEach(front -> table.row(traffic, front.name(),
        median(front.many(), Wrk.Result::perSecond), ratio(front.many(), peer.many()),
        median(front.many(), Wrk.Result::median),
        median(front.many(), Wrk.Result::percentile99),
        median(front.alone(), Wrk.Result::median), Long.toString(front.failed())));
  }

  private static String median(List<Wrk.Result> results, ToDoubleFunction<Wrk.Result> figure) {
    return Samples.text(Samples.of(results.stream().mapToDouble(figure)).median());
  }

  /** Round by round, since a shared machine is faster in one round than in another. */
  private static String ratio(List<Wrk.Result> results, List<Wrk.Result> peer) {
    DoubleStream ratios = IntStream.range(0, results.size())
        .mapToDouble(round -> results.get(round).perSecond() / peer.get(round).perSecond());
    return Samples.text(Samples.of(ratios).median());
  }

  /** Where requests go in, and what came of it: with many connections, and with one. */
  private record Front(String name, int port, List<Wrk.Result> many, List<Wrk.Result> alone) {

    Front(String name, int port) {
      this(name, port, new ArrayList<>(), new ArrayList<>());
    }

    long failed() {
      return Stream.concat(many.stream(), alone.stream()).mapToLong(Wrk.Result::failed).sum();
    }
  }
}
