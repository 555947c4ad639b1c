package io.whopship.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Visitors who all come at once and stay. */
final class Crowd {

  private final List<Visitor> visitors = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  Crowd(WhopShip server, int size, String path, Duration pace) {
    for (int i = 0; i < size; i++) {
      Visitor visitor = new Visitor(server.sitesPort(), server.siteHost(), path, pace);
      visitors.add(visitor);
      threads.add(Thread.ofPlatform().name("visitor-" + i).start(visitor));
    }
  }

  /** Sends them home, and waits until the last has his answer. */
  void leave() {
    visitors.forEach(Visitor::leave);
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }

  /** Read when they have left. */
  Samples milliseconds() {
    return Samples.of(visitors.stream()
        .map(Visitor::milliseconds)
        .flatMap(Collection::stream)
        .mapToDouble(Double::doubleValue));
  }

  List<String> failures() {
    return visitors.stream().map(Visitor::failures).flatMap(Collection::stream).toList();
  }

  int stepsBack() {
    return visitors.stream().mapToInt(Visitor::stepsBack).sum();
  }
}
