package io.whopship.app;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** An environment that remembers which settings were asked for. */
final class RecordingEnvironment extends AbstractMap<String, String> {

  private final Map<String, String> settings;
  private final Set<String> names = new TreeSet<>();

  RecordingEnvironment(Map<String, String> settings) {
    this.settings = settings;
  }

  Set<String> names() {
    return names;
  }

  @Override
  public String getOrDefault(Object name, String otherwise) {
    names.add((String) name);
    return settings.getOrDefault(name, otherwise);
  }

  @Override
  public Set<Map.Entry<String, String>> entrySet() {
    return settings.entrySet();
  }
}
