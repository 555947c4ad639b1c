package io.whopship.adapter.cloudflare.workerd;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The last lines that a process printed, within bounds: a worker may print without end, and lines
 * without end. Safe for many threads.
 */
final class OutputTail {

  private static final int MAX_LINES = 100;
  private static final int MAX_LINE_LENGTH = 1_000;

  /** How workerd begins what it says of a worker that it does not take. */
  private static final String ABOUT_THE_WORKER = "service user: ";

  /** How workerd begins what it says itself: where in its source, what kind of message. */
  private static final Pattern PLACE_IN_WORKERD = Pattern.compile(
      "^[\\w./+-]+\\.(?:rs|c\\+\\+|h):\\d+: "
          + "(?:(?:error|failed|exception|Uncaught exception): "
          + "|[\\w./+-]+\\.(?:rs|c\\+\\+|h):\\d+: "
          + "|(?:remote\\.)?jsg\\.(?:Error: )?)*");

  private final Deque<String> lines = new ArrayDeque<>();

  private final CountDownLatch ended = new CountDownLatch(1);

  /** What of a long line nobody gets to see is not kept. */
  void add(String line) {
    keep(line.substring(0, Math.min(line.length(), MAX_LINE_LENGTH)));
  }

  /** Nothing comes any more. */
  void end() {
    ended.countDown();
  }

  private synchronized void keep(String line) {
    String printable = line.replaceAll("\\p{Cntrl}", " ").strip();
    if (!printable.isEmpty()) {
      if (lines.size() == MAX_LINES) {
        lines.removeFirst();
      }
      lines.addLast(printable);
    }
  }

  /** Waits, for a second at most, until what an ended process printed has been read. */
  void awaitEnd() {
    try {
      var unused = ended.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /** Why the process did not start: what workerd says of the worker, or else the first line. */
  Optional<String> firstComplaint() {
    List<String> all = lines();
    return all.stream()
        .filter(line -> line.startsWith(ABOUT_THE_WORKER))
        .findFirst()
        .map(line -> line.substring(ABOUT_THE_WORKER.length()))
        .or(() -> all.stream().findFirst());
  }

  /** The last line, without the place in workerd's source; empty if there is none. */
  Optional<String> last() {
    List<String> all = lines();
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(PLACE_IN_WORKERD.matcher(all.getLast()).replaceFirst(""));
  }
}
