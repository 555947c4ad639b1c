package io.whopship.benchmarks;

import io.whopship.adapter.jdbc.JdbcStores;
import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.driven.DeploymentLogs.Scan;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.logs.LogFilter;
import io.whopship.ports.model.logs.LogType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** How long it takes to read logs of several lengths, and to search them. */
final class LogReads {

  private static final int[] LENGTHS = {1_000, 100_000, 1_000_000};
  private static final int LINES_OF_CALL = 1_000;
  private static final int MAX_LOOKED = 10_000;

  private final DeploymentLogs logs;
  private final List<DeploymentId> subjects = new ArrayList<>();

  LogReads(JdbcStores stores, LogLoad load) {
    this.logs = stores.logs();
    for (int length : LENGTHS) {
      DeploymentId log = load.deployment();
      for (int first = 1; first <= length; first += LINES_OF_CALL) {
        logs.append(log, LogLoad.lines(first, LINES_OF_CALL));
      }
      subjects.add(log);
    }
  }

  /** By what was done, a figure for each length. */
  Map<String, List<String>> rows() {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    rows.put("the last 100 lines", cells(300,
        (log, length) -> logs.read(log, logs.extent(log).last() - 100, 100).size(), 100));
    rows.put("100 lines behind a cursor in the middle",
        cells(300, (log, length) -> logs.read(log, length / 2, 100).size(), 100));
    rows.put("100 lines from a time in the middle",
        cells(300, (log, length) -> logs.read(log,
            logs.positionAt(log, LogLoad.lines(length / 2, 1).getFirst().at()), 100).size(),
            100));
    rows.put("search for a text that is nowhere",
        cells(5, (log, length) -> search(log, length, new LogFilter(Set.of(), null, "x", null)),
            0));
    rows.put("search for errors, one in 10,000 lines", cells(5,
        (log, length) -> search(log, length, new LogFilter(Set.of(LogType.ERROR), null, null,
            null)),
        -1));
    return rows;
  }

  private int search(DeploymentId log, int length, LogFilter filter) {
    int found = 0;
    long after = 0;
    boolean finished = false;
    while (!finished) {
      Scan scan = logs.scan(log, filter, after, length, false, MAX_LOOKED);
      found += scan.matches().size();
      after = scan.reached();
      finished = scan.finished();
    }
    return found;
  }

  private interface Reading {

    /** How many lines it brought. */
    int read(DeploymentId log, int length);
  }

  /**
   * One figure for each length.
   *
   * @param expected lines each time; below 0 if that depends on the length
   */
  private List<String> cells(int times, Reading reading, int expected) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < LENGTHS.length; i++) {
      DeploymentId log = subjects.get(i);
      int length = LENGTHS[i];
      Samples samples = Samples.of(IntStream.range(0, times + times / 3 + 1).mapToDouble(n -> {
        long began = System.nanoTime();
        int lines = reading.read(log, length);
        if (expected >= 0 && lines != expected) {
          throw new IllegalStateException(lines + " lines instead of " + expected);
        }
        return (System.nanoTime() - began) / 1e6;
      }).skip(times / 3 + 1)); // those at first warm
      cells.add(Samples.text(samples.median()));
    }
    return cells;
  }
}
