package io.whopship.app;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** An empty environment that remembers which settings were asked for. */
final class RecordingEnvironment extends AbstractMap<String, String> {

  private final Set<String> names = new TreeSet<>();

  Set<String> names() {
    return names;
  }

  @Override
  public String getOrDefault(Object name, String otherwise) {
    names.add((String) name);
    return otherwise;
  }

  @Override
  public Set<Map.Entry<String, String>> entrySet() {
    return Set.of();
  }
}
