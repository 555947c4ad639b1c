package io.whopship.benchmarks;

import io.whopship.adapter.jdbc.DatabaseSettings;
import io.whopship.adapter.jdbc.JdbcStores;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How fast lines get into the durable logs of deployments, and out again: on H2 as the server sets
 * it, and on PostgreSQL.
 */
public final class AppendBenchmark {

  private static final Duration ROUND = Duration.ofSeconds(5);

  private AppendBenchmark() {}

  public static void main(String[] arguments) {
    System.out.println(Machine.describe());
    Table appends = new Table("append", "lines/s", "p50 ms", "p99 ms", "slowest ms");
    Table reads = new Table("median ms", "1,000 lines", "100,000 lines", "1,000,000 lines");
    try (Folder folder = Folder.create()) {
      measure("H2", DatabaseSettings.h2(folder.path()), appends, reads);
    }
    Optional<Path> binaries = Postgres.installed();
    if (binaries.isPresent()) {
      try (Postgres postgres = Postgres.start(binaries.get())) {
        measure("PostgreSQL", postgres.settings(), appends, reads);
      }
    } else {
      System.out.println("PostgreSQL is not installed (Debian: apt install postgresql).");
    }
    appends.print();
    reads.print();
    System.out.println(Machine.describe());
  }

  private static void measure(String name, DatabaseSettings settings, Table appends,
      Table reads) {
    try (JdbcStores stores = JdbcStores.open(settings)) {
      LogLoad load = new LogLoad(stores);
      load.write(8, 1, ROUND); // warms
      for (int writers : new int[]{1, 8, 64}) {
        for (int lines : new int[]{1, 100}) {
          LogLoad.Written written = load.write(writers, lines, ROUND);
          appends.row(
              name + ", " + writers + (writers == 1 ? " writer, " : " writers, ") + lines
                  + (lines == 1 ? " line a call" : " lines a call"),
              Samples.text(written.linesPerSecond()), Samples.text(written.calls().median()),
              Samples.text(written.calls().percentile(99)), Samples.text(written.calls().max()));
        }
      }
      LogReads measured = new LogReads(stores, load);
      measured.rows()
          .forEach((title, cells) -> reads
              .row(Stream.concat(Stream.of(name + ", " + title), cells.stream())
                  .toArray(String[]::new)));
    }
  }
}
