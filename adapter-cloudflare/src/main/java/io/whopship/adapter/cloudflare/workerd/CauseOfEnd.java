package io.whopship.adapter.cloudflare.workerd;

import java.util.List;
import java.util.regex.Pattern;

/** Why a process ended by itself, in words for the owner of its worker. */
final class CauseOfEnd {

  private static final Pattern HEAP = Pattern
      .compile("JavaScript heap out of memory|Reached heap limit");
  private static final Pattern FATAL = Pattern.compile("fatal: (.{1,200})");
  private static final int KILLED = 128 + 9;

  private CauseOfEnd() {}

  /**
   * Begins in lower case, as the second half of a sentence, and has no full stop. Waits, for a
   * second at most, until the output has been read.
   */
  static String of(int status, OutputTail output, int heapMegabytes) {
    output.awaitEnd();
    List<String> lines = output.lines();
    if (lines.stream().anyMatch(line -> HEAP.matcher(line).find())) {
      return "it used all of the " + heapMegabytes + " MB of JavaScript heap that it may";
    }
    if (status == KILLED) {
      return "something on this machine killed it, perhaps for want of memory";
    }
    return lines.reversed()
        .stream()
        .map(FATAL::matcher)
        .filter(matcher -> matcher.find())
        .findFirst()
        .map(matcher -> "workerd gave up: " + matcher.group(1))
        .or(() -> output.last()
            .map(line -> "exit status " + status + ", the last it said was: "
                + line))
        .orElse("exit status " + status + ", without a word");
  }
}
