package io.whopship.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** A Markdown table in the making: the first column is words, the others are figures. */
final class Table {

  private final List<String> lines = new ArrayList<>();

  Table(String... titles) {
    row(titles);
    lines.add("|---" + "|---:".repeat(titles.length - 1) + "|");
  }

  void row(String... cells) {
    lines.add("| " + String.join(" | ", cells) + " |");
  }

  void print() {
    System.out.println();
    lines.forEach(System.out::println);
    System.out.println();
  }
}
