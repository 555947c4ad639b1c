package io.whopship.ports.model.webhooks;

import java.util.List;

/**
 * Which types of events somebody wants to hear of.
 *
 * @param patterns types as they are, {@code deployment.active}, or all with a beginning,
 * {@code rollout.*}; empty for all there are
 */
public record EventFilter(List<String> patterns) {

  public static final EventFilter ALL = new EventFilter(List.of());
  public static final int MAX_PATTERNS = 20;

  private static final String PATTERN = "[a-z0-9_]{1,50}(\\.[a-z0-9_]{1,50}){0,3}(\\.\\*)?";

  public EventFilter {
    patterns = patterns.stream().distinct().toList();
    if (patterns.size() > MAX_PATTERNS) {
      throw new IllegalArgumentException(
          "events must be at most " + MAX_PATTERNS + ", but are " + patterns.size());
    }
    for (String pattern : patterns) {
      if (!pattern.matches(PATTERN)) {
        throw new IllegalArgumentException(
            "events must be types such as deployment.active or rollout.*, but one is '" + pattern
                + "'");
      }
    }
  }

  public boolean wants(String type) {
    return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> matches(pattern, type));
  }

  private static boolean matches(String pattern, String type) {
    return pattern.endsWith(".*")
        ? type.startsWith(pattern.substring(0, pattern.length() - 1))
        : type.equals(pattern);
  }
}
