package io.whopship.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How soon a server is there, and what it and its workers hold. */
public final class StartBenchmark {

  private static final int STARTS = 5;
  private static final Duration SETTLING = Duration.ofSeconds(5);
  private static final int LOAD_SECONDS = 10;

  private StartBenchmark() {}

  public static void main(String[] arguments) {
    System.out.println(Machine.describe());
    Table starts = new Table("from ./whopship serve until", "median ms", "slowest ms");
    Table memory = new Table("memory", "in RAM, MiB", "private, MiB");
    try (Folder folder = Folder.create()) {
      new Wrk(folder); // its script, before anything is timed
      starts.row(cells("/healthz is 200, empty folder", emptyStarts()));
      measureMemory(folder, memory);
      List<Double> health = new ArrayList<>();
      List<Double> page = new ArrayList<>();
      for (int i = 0; i < STARTS; i++) {
        Started started = Undisturbed.run(() -> start(folder, true));
        health.add(started.health());
        page.add(started.health() + started.page());
      }
      starts.row(cells("/healthz is 200, with a live site", health));
      starts.row(cells("that site answers", page));
    }
    starts.print();
    memory.print();
  }

  private static List<Double> emptyStarts() {
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      times.add(Undisturbed.run(StartBenchmark::startEmpty).health());
    }
    return times;
  }

  private static Started startEmpty() {
    try (Folder empty = Folder.create()) {
      return start(empty, false);
    }
  }

  private static Started start(Folder folder, boolean hasSite) {
    try (WhopShip server = WhopShip.start(folder, "0s")) {
      return new Started(milliseconds(server.startTime()),
          hasSite ? milliseconds(server.visit()) : 0);
    }
  }

  private static void measureMemory(Folder folder, Table memory) {
    try (WhopShip server = WhopShip.start(folder, "0s")) {
      Pause.of(SETTLING);
      row(memory, "server, just started", server.pid());
      long worker = server.worker(server.createSite("v1")).pid();
      Pause.of(SETTLING);
      row(memory, "workerd with the hello worker, idle", worker);
      new Wrk(folder).run(server.sitesPort(), 16, LOAD_SECONDS, 0);
      row(memory, "server, after " + LOAD_SECONDS + " s of load", server.pid());
      row(memory, "workerd, after the same", worker);
    }
  }

  private static void row(Table memory, String name, long pid) {
    memory.row(name, Samples.text(Machine.residentMegabytes(pid)),
        Samples.text(Machine.privateMegabytes(pid)));
  }

  /** In milliseconds; the page's counts from there on. */
  private record Started(double health, double page) {}

  private static double milliseconds(Duration time) {
    return time.toNanos() / 1e6;
  }

  private static String[] cells(String name, List<Double> values) {
    Samples times = Samples.of(values.stream().mapToDouble(Double::doubleValue));
    return new String[]{name, Samples.text(times.median()), Samples.text(times.max())};
  }
}
