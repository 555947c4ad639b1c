package io.whopship.adapter.cloudflare.workerd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * What a process has used.
 *
 * @param cpu processor time of all its threads since its start
 * @param dataMegabytes memory it may write to, of its own, touched or not: what {@code ulimit -d}
 * bounds; 0 where the system does not tell
 */
record Vitals(Duration cpu, long dataMegabytes) {

  private static final String DATA_FIELD = "VmData:";

  static Vitals of(ProcessHandle process) {
    return new Vitals(process.info().totalCpuDuration().orElse(Duration.ZERO),
        data(Path.of("/proc", Long.toString(process.pid()), "status")));
  }

  private static long data(Path status) {
    try (Stream<String> lines = Files.lines(status)) {
      return lines.filter(line -> line.startsWith(DATA_FIELD))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException | RuntimeException e) {
      return 0; // it has just ended, or this is no Linux
    }
  }
}
