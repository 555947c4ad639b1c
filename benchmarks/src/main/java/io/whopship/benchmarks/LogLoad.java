package io.whopship.benchmarks;

import io.whopship.adapter.jdbc.JdbcStores;
import io.whopship.ports.driven.Apps.Added;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.apps.Subdomain;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.apps.WhopAppId;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.deploy.NewDeployment;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.rollout.RolloutPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Writers of lines of 100 characters, each to the log of a deployment of its own. */
final class LogLoad {

  private static final Instant BEGIN = Instant.parse("2026-11-20T12:00:00Z");

  private final JdbcStores stores;
  private int deployments;

  LogLoad(JdbcStores stores) {
    this.stores = stores;
  }

  /** What all writers did in a round. */
  record Written(double linesPerSecond, Samples calls) {}

  DeploymentId deployment() {
    String label = "app-" + ++deployments;
    Added added = stores.apps()
        .add(new OwnerId("owner"), new WhopAppId(label), label, new Subdomain(label),
            Variables.NONE, BEGIN);
    if (added instanceof Added.Done(var app)) {
      return stores.deployments()
          .add(new NewDeployment(UUID.randomUUID(), app.id(), BuildMetadata.NONE, null,
              RolloutPlan.DEFAULT, BEGIN))
          .id();
    }
    throw new IllegalStateException("not added: " + added);
  }

  /** A line a second; one in 10,000 is an error. */
  static List<LogLine> lines(long first, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> first + i)
        .map(number -> new LogLine(BEGIN.plusSeconds(number),
            number % 10_000 == 9_999 ? LogType.ERROR : LogType.INFO, "build",
            String.format("%-100s", "line " + number)))
        .toList();
  }

  Written write(int writers, int linesOfCall, Duration round) {
    List<LogLine> lines = lines(1, linesOfCall);
    List<DeploymentId> logs = IntStream.range(0, writers).mapToObj(i -> deployment()).toList();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long began = System.nanoTime();
      List<Future<List<Double>>> results = logs.stream()
          .map(log -> threads.submit(() -> milliseconds(log, lines, began + round.toNanos())))
          .toList();
      List<Double> all = new ArrayList<>();
      for (Future<List<Double>> result : results) {
        all.addAll(result.get());
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      return new Written(all.size() * linesOfCall / seconds,
          Samples.of(all.stream().flatMapToDouble(DoubleStream::of)));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private List<Double> milliseconds(DeploymentId log, List<LogLine> lines, long end) {
    List<Double> times = new ArrayList<>();
    for (long began = System.nanoTime(); began < end; began = System.nanoTime()) {
      stores.logs().append(log, lines);
      times.add((System.nanoTime() - began) / 1e6);
    }
    return times;
  }
}
