package io.whopship.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a deployment takes besides its soak, from the call of trigger until the API says active, and
 * by step; beside it what no deployment can do without, the start of the runtime.
 */
public final class DeployBenchmark {

  private static final int WARM_UPS = 10;
  private static final int DEPLOYMENTS = 30;

  private DeployBenchmark() {}

  public static void main(String[] arguments) {
    System.out.println(Machine.describe());
    List<Double> floor = new ArrayList<>();
    List<Double> total = new ArrayList<>();
    Map<String, List<Double>> steps = new LinkedHashMap<>();
    try (Folder folder = Folder.create(); WhopShip server = WhopShip.start(folder, "0s")) {
      server.createSite("v0");
      for (int i = 1; i <= WARM_UPS + DEPLOYMENTS; i++) {
        double alone = Workerd.startTime(folder).toNanos() / 1e6;
        long deployment = server.upload("v" + i);
        long began = System.nanoTime();
        server.api().trigger(deployment);
        server.api().awaitActive(deployment);
        double took = (System.nanoTime() - began) / 1e6;
        if (i > WARM_UPS) {
          floor.add(alone);
          total.add(took);
          Step.of(deployment, server.log())
              .forEach(step -> steps.computeIfAbsent(step.name(), n -> new ArrayList<>())
                  .add(step.milliseconds()));
        }
      }
    }
    Table table = new Table("from trigger to active", "median ms", "p95 ms");
    row(table, "the whole deployment", total);
    row(table, "workerd alone, from its start to its first 200", floor);
    steps.forEach((name, times) -> row(table, "until " + name, times));
    table.print();
  }

  private static void row(Table table, String name, List<Double> values) {
    Samples times = Samples.of(values.stream().mapToDouble(Double::doubleValue));
    table.row(name, Samples.text(times.median()), Samples.text(times.percentile(95)));
  }
}
