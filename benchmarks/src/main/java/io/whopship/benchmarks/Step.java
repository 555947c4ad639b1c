package io.whopship.benchmarks;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A step of a deployment as the server's own log tells of it.
 *
 * @param name the state that it led to, with a number if there is one in each stage:
 * {@code Soaking 2}
 */
record Step(String name, double milliseconds) {

  private static final Pattern TRIGGERED = Pattern
      .compile("^(\\S+) .* deployment triggered deployment=(\\d+) ");
  private static final Pattern MOVED = Pattern
      .compile("^(\\S+) .* deployment moved deployment=(\\d+) .* to=(\\w+) version=(\\d+)");

  /** The steps of one deployment, from its trigger on. */
  static List<Step> of(long deployment, List<String> log) {
    TreeMap<Long, Reached> states = new TreeMap<>(); // by version: two threads may log out of order
    for (String line : log) {
      Matcher triggered = TRIGGERED.matcher(line);
      if (triggered.find() && Long.parseLong(triggered.group(2)) == deployment) {
        states.put(0L, new Reached("Building", Instant.parse(triggered.group(1))));
      }
      Matcher moved = MOVED.matcher(line);
      if (moved.find() && Long.parseLong(moved.group(2)) == deployment) {
        states.put(Long.parseLong(moved.group(4)),
            new Reached(moved.group(3), Instant.parse(moved.group(1))));
      }
    }
    return between(List.copyOf(states.values()));
  }

  private static List<Step> between(List<Reached> states) {
    List<Step> steps = new ArrayList<>();
    int stage = 0;
    for (int i = 1; i < states.size(); i++) {
      Reached reached = states.get(i);
      stage += reached.state().equals("Shifting") ? 1 : 0;
      boolean isStage = reached.state().equals("Shifting") || reached.state().equals("Soaking");
      steps.add(new Step(isStage ? reached.state() + " " + stage : reached.state(),
          Duration.between(states.get(i - 1).at(), reached.at()).toNanos() / 1e6));
    }
    return steps;
  }

  private record Reached(String state, Instant at) {}
}
