package io.whopship.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Measures when other programs leave the machine alone, and once more if one came meanwhile: on a
 * shared machine their work would be measured too.
 */
final class Undisturbed {

  /** {@code -Dtries=1}: measures at once, to try a benchmark out. */
  private static final int TRIES = Integer.getInteger("tries", 40);
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** What others may use of all cores; and a few ticks, since those are counted whole. */
  private static final double ALLOWED = 0.04;
  private static final int ALLOWED_TICKS = 3;

  private Undisturbed() {}

  static <T> T run(Supplier<T> measurement) {
    for (int i = 1; i < TRIES; i++) {
      Usage before = Usage.now();
      Pause.of(LOOK);
      if (!Usage.now().isOursSince(before)) {
        Pause.of(LOOK.multipliedBy(5));
        continue;
      }
      before = Usage.now();
      T result = measurement.get();
      if (Usage.now().isOursSince(before)) {
        return result;
      }
    }
    System.err.println("The machine is busy: a measurement was disturbed.");
    return measurement.get();
  }

  /**
   * How much the cores worked so far, in the kernel's ticks.
   *
   * @param time of all cores, at work or not
   * @param work of all programs
   * @param own of this one and all that it started, those that ended too
   */
  private record Usage(long time, long work, long own) {

    static Usage now() {
      long[] cores = numbers(firstLine(Path.of("/proc/stat")).substring("cpu".length()));
      long own = Stream
          .concat(Stream.of(ProcessHandle.current()), ProcessHandle.current().descendants())
          .mapToLong(process -> workOf(process.pid()))
          .sum();
      return new Usage(Arrays.stream(cores).sum(), cores[0] + cores[1] + cores[2], own);
    }

    boolean isOursSince(Usage before) {
      long others = work - before.work - (own - before.own);
      return others <= ALLOWED_TICKS + ALLOWED * (time - before.time);
    }

    /** Its own, and that of its children that ended. */
    private static long workOf(long pid) {
      String line = firstLine(Path.of("/proc/" + pid + "/stat"));
      if (line.isEmpty()) {
        return 0; // it ended just now: its parent tells
      }
      long[] afterState = numbers(line.substring(line.lastIndexOf(')') + 3));
      return afterState[10] + afterState[11] + afterState[12] + afterState[13];
    }

    /** The first of them: behind are some that no long holds. */
    private static long[] numbers(String text) {
      return Arrays.stream(text.strip().split(" +", -1))
          .limit(14)
          .mapToLong(Long::parseLong)
          .toArray();
    }

    private static String firstLine(Path file) {
      try (Stream<String> lines = Files.lines(file)) {
        return lines.findFirst().orElse("");
      } catch (IOException | UncheckedIOException e) {
        return "";
      }
    }
  }
}
