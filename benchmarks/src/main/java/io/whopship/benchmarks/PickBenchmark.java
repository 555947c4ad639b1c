package io.whopship.benchmarks;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.StickyId;
import io.whopship.ports.model.rollout.Traffic;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The decision that each request needs: from a cookie's value to a release. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PickBenchmark {

  private final ReleaseName stable = release(1);
  private final ReleaseName candidate = release(2);
  private final Route whole = route(new Traffic.Whole(stable));
  private final Route split = route(new Traffic.Split(stable, candidate, new Percent(50)));
  private String cookie = "AAECAwQFBgcICQoLDA0ODw"; // not final: JMH reads it each time

  @Benchmark
  public Optional<ReleaseName> whole() {
    return StickyId.ofCookie(cookie).flatMap(whole::pick);
  }

  @Benchmark
  public Optional<ReleaseName> split() {
    return StickyId.ofCookie(cookie).flatMap(split::pick);
  }

  private static ReleaseName release(long deployment) {
    return new ReleaseName(new AppId(1), new DeploymentId(deployment));
  }

  private static Route route(Traffic traffic) {
    return new Route("hello.localhost", 1, "salt", traffic, List.of());
  }

  public static void main(String[] arguments) throws RunnerException {
    System.out.println(Machine.describe());
    Table table = new Table("Route.pick from a cookie", "ns", "±");
    for (RunResult result : new Runner(new OptionsBuilder()
        .include(PickBenchmark.class.getName())
        .verbosity(VerboseMode.SILENT)
        .build()).run()) {
      var time = result.getPrimaryResult();
      table.row(time.getLabel(), Samples.text(time.getScore()),
          Samples.text(time.getScoreError()));
    }
    table.print();
  }
}
