package io.whopship.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Linux machine says of itself and of its processes. */
final class Machine {

  /** The kernel's own count is in these, on every machine of today. */
  private static final double TICKS_PER_SECOND = 100;

  private Machine() {}

  /** One line: what was measured on, and how busy it was before. */
  static String describe() {
    double gigabytes = kilobytes(Path.of("/proc/meminfo"), "MemTotal") / 1024 / 1024;
    return String.format(Locale.ROOT, "%d cores (%s), %.0f GiB, Java %s, load before: %s",
        Runtime.getRuntime().availableProcessors(),
        find(Path.of("/proc/cpuinfo"), "model name\\s*:\\s*(.+)"), gigabytes,
        Runtime.version().feature(), read(Path.of("/proc/loadavg")).split(" ", 2)[0]);
  }

  /** The memory of a process that is in RAM, in MiB; files that it shares with others count. */
  static double residentMegabytes(long pid) {
    return kilobytes(Path.of("/proc/" + pid + "/smaps_rollup"), "Rss") / 1024;
  }

  /** The memory that only this process has: what one more of its kind costs. In MiB. */
  static double privateMegabytes(long pid) {
    Path map = Path.of("/proc/" + pid + "/smaps_rollup");
    return (kilobytes(map, "Private_Clean") + kilobytes(map, "Private_Dirty")) / 1024;
  }

  /** The most memory that a process ever had in RAM, or since it was last reset, in MiB. */
  static double peakMegabytes(long pid) {
    return kilobytes(Path.of("/proc/" + pid + "/status"), "VmHWM") / 1024;
  }

  static void resetPeak(long pid) {
    try {
      Files.writeString(Path.of("/proc/" + pid + "/clear_refs"), "5");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How long the cores have worked for a process so far. */
  static double cpuSeconds(long pid) {
    String stat = read(Path.of("/proc/" + pid + "/stat"));
    String[] afterState = stat.substring(stat.lastIndexOf(')') + 4).split(" ", -1);
    return (Long.parseLong(afterState[10]) + Long.parseLong(afterState[11])) / TICKS_PER_SECOND;
  }

  private static double kilobytes(Path file, String name) {
    return Double.parseDouble(find(file, name + ":\\s+(\\d+) kB"));
  }

  private static String find(Path file, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(read(file));
    if (!matcher.find()) {
      throw new IllegalStateException("nothing in " + file + " matches " + pattern);
    }
    return matcher.group(1);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
