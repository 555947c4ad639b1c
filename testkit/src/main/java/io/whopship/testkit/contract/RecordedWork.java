package io.whopship.testkit.contract;

import io.whopship.ports.driving.AdvanceDeployment;
import io.whopship.ports.model.deploy.Work;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Does nothing but remember what it was handed, and when. */
final class RecordedWork implements AdvanceDeployment {

  /** What is said to be left of a piece of work. */
  interface Answer {
    Next to(Work work);
  }

  private record Handed(Work work, Instant at) {}

  private final InstantSource clock;
  private final Answer answer;
  private final List<Handed> handed = new CopyOnWriteArrayList<>();

  RecordedWork(InstantSource clock, Answer answer) {
    this.clock = clock;
    this.answer = answer;
  }

  List<Work> works() {
    return handed.stream().map(Handed::work).toList();
  }

  List<Instant> times() {
    return handed.stream().map(Handed::at).toList();
  }

  @Override
  public Next advance(Work work) {
    handed.add(new Handed(work, clock.instant()));
    return answer.to(work);
  }
}
