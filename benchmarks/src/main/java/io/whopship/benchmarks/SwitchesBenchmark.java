package io.whopship.benchmarks;

import java.time.Duration;
import java.util.List;

/**
 * What visitors notice of deployments: under steady load a site gets one new version after the
 * other, each with its stages and the end of the former.
 */
public final class SwitchesBenchmark {

  private static final int SWITCHES = 20;
  private static final int CONNECTIONS = 8;
  private static final Duration PACE = Duration.ofMillis(8);
  private static final String SOAK = "200ms";

  /** Always one of these is under way when a version loses its traffic. */
  private static final int SLOW_CONNECTIONS = 2;
  private static final Duration SLOW = Duration.ofMillis(400);

  private SwitchesBenchmark() {}

  public static void main(String[] arguments) {
    System.out.println(Machine.describe());
    Table table = new Table("load", "requests", "failed", "back to an older version", "p50 ms",
        "p99 ms", "slowest ms");
    try (Folder folder = Folder.create(); WhopShip server = WhopShip.start(folder, SOAK)) {
      server.createSite("v1");
      for (int version = 2; version <= 6; version++) { // warms
        server.deploy("v" + version);
      }
      measure(server, table, "nothing is deployed", 0, 7);
      measure(server, table, SWITCHES + " deployments", SWITCHES, 7);
      table.print();
    }
  }

  private static void measure(WhopShip server, Table table, String title, int deployments,
      int firstVersion) {
    Crowd quick = new Crowd(server, CONNECTIONS, "/api/version", PACE);
    Crowd slow = new Crowd(server, SLOW_CONNECTIONS, "/api/slow?ms=" + SLOW.toMillis(), SLOW);
    if (deployments == 0) {
      Pause.of(Duration.ofSeconds(20));
    }
    for (int i = 0; i < deployments; i++) {
      server.deploy("v" + (firstVersion + i));
    }
    quick.leave();
    slow.leave();
    row(table, title, quick);
    row(table, title + ", requests of " + SLOW.toMillis() + " ms", slow);
  }

  private static void row(Table table, String title, Crowd crowd) {
    Samples times = crowd.milliseconds();
    List<String> failures = crowd.failures();
    failures.forEach(System.out::println);
    table.row(title, Integer.toString(times.count()), Integer.toString(failures.size()),
        Integer.toString(crowd.stepsBack()), Samples.text(times.median()),
        Samples.text(times.percentile(99)), Samples.text(times.max()));
  }
}
