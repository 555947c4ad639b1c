package io.whopship.benchmarks;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The steps of a deployment, as the server's own log tells of them. */
final class Steps {

  private static final Pattern TRIGGERED = Pattern
      .compile("^(\\S+) .* deployment triggered deployment=(\\d+) ");
  private static final Pattern MOVED = Pattern
      .compile("^(\\S+) .* deployment moved deployment=(\\d+) .* to=(\\w+) version=(\\d+)");

  private static final Pattern STARTED = Pattern
      .compile(" worker started release=\\S+-(\\d+) .* took=(\\d+)ms");

  static final String WORKER_START = "of these, the start of workerd";

  private Steps() {}

  /**
   * How many milliseconds it took from its trigger to the first state, from there to the next, and
   * so on. A state that comes in each stage carries the number of its turn.
   */
  static Map<String, Double> of(long deployment, List<String> log) {
    TreeMap<Long, Reached> states = new TreeMap<>(); // by version: two threads may log out of order
    for (String line : log) {
      Matcher triggered = TRIGGERED.matcher(line);
      if (triggered.find() && Long.parseLong(triggered.group(2)) == deployment) {
        states.put(0L, new Reached("", Instant.parse(triggered.group(1))));
      }
      Matcher moved = MOVED.matcher(line);
      if (moved.find() && Long.parseLong(moved.group(2)) == deployment) {
        states.put(Long.parseLong(moved.group(4)),
            new Reached(moved.group(3), Instant.parse(moved.group(1))));
      }
    }
    Map<String, Double> steps = new LinkedHashMap<>();
    Instant before = states.firstEntry().getValue().at();
    for (Reached reached : states.tailMap(0L, false).values()) {
      String name = reached.state();
      steps.put("until " + name + (steps.containsKey("until " + name) ? ", second stage" : ""),
          Duration.between(before, reached.at()).toNanos() / 1e6);
      before = reached.at();
    }
    steps.put(WORKER_START, workerStart(deployment, log));
    return steps;
  }

  /** All of them up to this one. */
  static double sum(Map<String, Double> steps, String last) {
    double sum = 0;
    for (Map.Entry<String, Double> step : steps.entrySet()) {
      sum += step.getValue();
      if (step.getKey().equals(last)) {
        return sum;
      }
    }
    throw new IllegalStateException("no '" + last + "' among " + steps);
  }

  /** Nothing where workers are on Cloudflare. */
  private static double workerStart(long deployment, List<String> log) {
    return log.stream()
        .map(STARTED::matcher)
        .filter(started -> started.find() && Long.parseLong(started.group(1)) == deployment)
        .mapToDouble(started -> Double.parseDouble(started.group(2)))
        .findFirst()
        .orElse(0);
  }

  private record Reached(String state, Instant at) {}
}
