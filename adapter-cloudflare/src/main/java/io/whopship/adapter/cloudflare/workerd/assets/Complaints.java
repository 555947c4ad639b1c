package io.whopship.adapter.cloudflare.workerd.assets;

import java.util.ArrayList;
import java.util.List;

/** What was left out and why, for people: the first few in words, the rest as a number. */
final class Complaints {

  private static final int MAX_IN_WORDS = 20;

  private final List<String> first = new ArrayList<>();
  private int more;

  void add(String complaint) {
    if (first.size() < MAX_IN_WORDS) {
      first.add(complaint);
    } else {
      more++;
    }
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>(first);
    if (more > 0) {
      lines.add("and " + more + " more");
    }
    return lines;
  }
}
