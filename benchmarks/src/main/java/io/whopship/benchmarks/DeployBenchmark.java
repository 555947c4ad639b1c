package io.whopship.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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
    List<Deployed> deployed = new ArrayList<>();
    List<String> log;
    try (Folder folder = Folder.create(); WhopShip server = WhopShip.start(folder, "0s")) {
      server.createSite("v0");
      for (int i = 0; i < WARM_UPS; i++) {
        deploy(server, folder);
      }
      for (int i = 0; i < DEPLOYMENTS; i++) {
        deployed.add(Undisturbed.run(() -> deploy(server, folder)));
      }
      deploy(server, folder); // by now the log has the last line of those before
      log = server.log();
    }
    List<Map<String, Double>> steps = deployed.stream()
        .map(one -> Steps.of(one.id(), log))
        .toList();
    Table table = new Table("from trigger to active", "median ms", "p95 ms");
    row(table, "the whole deployment", deployed.stream().map(Deployed::milliseconds));
    row(table, "workerd alone, from its start to its first 200",
        deployed.stream().map(Deployed::workerdAlone));
    for (String name : steps.getFirst().keySet()) {
      row(table, name, steps.stream().map(step -> step.getOrDefault(name, 0.0)));
    }
    table.print();
  }

  private static Deployed deploy(WhopShip server, Folder folder) {
    double workerdAlone = Workerd.startTime(folder).toNanos() / 1e6;
    long deployment = server.upload("v1");
    long began = System.nanoTime();
    server.api().trigger(deployment);
    server.api().awaitActive(deployment);
    double milliseconds = (System.nanoTime() - began) / 1e6;
    return new Deployed(deployment, workerdAlone, milliseconds);
  }

  private static void row(Table table, String name, Stream<Double> values) {
    Samples times = Samples.of(values.mapToDouble(Double::doubleValue));
    table.row(name, Samples.text(times.median()), Samples.text(times.percentile(95)));
  }

  private record Deployed(long id, double workerdAlone, double milliseconds) {}
}
