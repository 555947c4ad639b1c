package io.whopship.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** What wrk found on one way to a site, spell by spell: the ways of a comparison take turns. */
final class Spells {

  private final List<Wrk.Result> results = new ArrayList<>();

  void add(Wrk.Result result) {
    results.add(result);
  }

  String median(ToDoubleFunction<Wrk.Result> figure) {
    return Samples.text(Samples.of(results.stream().mapToDouble(figure)).median());
  }

  /** Round by round, since a shared machine is faster in one round than in another. */
  String ratio(Spells peer) {
    return Samples.text(Samples.of(IntStream.range(0, results.size())
        .mapToDouble(
            round -> results.get(round).perSecond() / peer.results.get(round).perSecond()))
        .median());
  }

  long failed() {
    return results.stream().mapToLong(Wrk.Result::failed).sum();
  }
}
