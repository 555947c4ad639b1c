package io.whopship.benchmarks;

import java.util.List;

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
    Spells peer = fronts.getFirst().many();
    fronts.forEach(front -> table.row(traffic, front.name(),
        front.many().median(Wrk.Result::perSecond), front.many().ratio(peer),
        front.many().median(Wrk.Result::median), front.many().median(Wrk.Result::percentile99),
        front.alone().median(Wrk.Result::median),
        Long.toString(front.many().failed() + front.alone().failed())));
  }

  /** Where requests go in, and what came of it: with many connections, and with one. */
  private record Front(String name, int port, Spells many, Spells alone) {

    Front(String name, int port) {
      this(name, port, new Spells(), new Spells());
    }
  }
}
