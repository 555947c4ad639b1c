package io.whopship.testkit;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.whopship.ports.driven.GateSamples;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.rollout.Sample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** The gates' samples of an {@link InMemoryStore}. */
final class InMemoryGateSamples implements GateSamples {

  private record Group(String stage, Sample.Verdict verdict) {}

  private final StoreState state;

  InMemoryGateSamples(StoreState state) {
    this.state = state;
  }

  @Override
  public List<Kept> read(DeploymentId deployment, long before, int limit) {
    synchronized (state) {
      List<Sample> samples = state.samples.getOrDefault(deployment, List.of());
      long last = Math.min(samples.size(), before - 1);
      long gone = Math.max(0, samples.size() - MOST);
      return LongStream.iterate(last, number -> number > gone, number -> number - 1)
          .limit(limit)
          .mapToObj(number -> new Kept(number, samples.get((int) number - 1)))
          .toList();
    }
  }

  @Override
  public List<Count> count(DeploymentId deployment) {
    synchronized (state) {
      List<Sample> samples = state.samples.getOrDefault(deployment, List.of());
      Map<Group, Long> counts = samples.stream()
          .skip(Math.max(0, samples.size() - MOST))
          .collect(groupingBy(sample -> new Group(sample.stage(), sample.verdict()),
              LinkedHashMap::new, counting()));
      return counts.entrySet()
          .stream()
          .map(each -> new Count(each.getKey().stage(), each.getKey().verdict(), each.getValue()))
          .toList();
    }
  }
}
