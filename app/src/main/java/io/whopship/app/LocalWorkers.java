package io.whopship.app;

import io.whopship.adapter.cloudflare.workerd.WorkerdBinary;
import io.whopship.adapter.cloudflare.workerd.WorkerdSettings;
import io.whopship.adapter.cloudflare.workerd.WorkerdSettings.Bounds;
import io.whopship.adapter.cloudflare.workerd.WorkerdSettings.Times;
import io.whopship.adapter.cloudflare.workerd.logs.WorkerLogging;
import io.whopship.adapter.cloudflare.workerd.storage.StorageLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How workers run on this machine.
 *
 * @param loop a worker that computes for so long, and answers nobody meanwhile, is killed
 * @param runtime {@code null} for the one that npm installed
 */
record LocalWorkers(Bounds bounds, StorageLimits storage, Duration loop, WorkerLogging logging,
    @Nullable Path runtime) {

  private static final long MEGABYTE = 1024 * 1024;

  static LocalWorkers read(Settings settings) {
    Bounds bounds = bounds(settings);
    StorageLimits storage = new StorageLimits(
        settings.bytes("WHOPSHIP_APP_STORAGE", StorageLimits.DEFAULT.appBytes()),
        StorageLimits.DEFAULT.objectBytes());
    Duration loop = settings.of("WHOPSHIP_WORKER_LOOP", "5s", Durations::parse);
    settings.require("WHOPSHIP_WORKER_LOOP", loop.toSeconds() >= 1, "must be 1s or more");
    WorkerLogging logging = settings.of("WHOPSHIP_WORKER_LOGS", "all", LocalWorkers::logging);
    String runtime = settings.text("WHOPSHIP_WORKERD", "");
    return new LocalWorkers(bounds, storage, loop, logging,
        runtime.isEmpty() ? null : Path.of(runtime));
  }

  private static Bounds bounds(Settings settings) {
    Bounds usual = Bounds.DEFAULT;
    int heap = megabytes(settings, "WHOPSHIP_WORKER_HEAP", usual.heapMegabytes());
    int memory = megabytes(settings, "WHOPSHIP_WORKER_MEMORY", usual.memoryMegabytes());
    boolean heapIsGood = heap >= Bounds.LEAST_HEAP_MEGABYTES;
    boolean memoryIsGood = memory >= heap + Bounds.LEAST_BESIDE_HEAP_MEGABYTES;
    settings.require("WHOPSHIP_WORKER_HEAP", heapIsGood,
        "must be " + Bounds.LEAST_HEAP_MEGABYTES + "M or more");
    settings.require("WHOPSHIP_WORKER_MEMORY", memoryIsGood, "must be WHOPSHIP_WORKER_HEAP and "
        + Bounds.LEAST_BESIDE_HEAP_MEGABYTES + "M, or more");
    return heapIsGood && memoryIsGood ? new Bounds(heap, memory, usual.maxVisits()) : usual;
  }

  private static int megabytes(Settings settings, String name, int usual) {
    return (int) Math.min(settings.bytes(name, usual * MEGABYTE) / MEGABYTE, 1_000_000);
  }

  private static WorkerLogging logging(String text) {
    return switch (text) {
      case "all" -> WorkerLogging.ALL;
      case "console" -> WorkerLogging.CONSOLE;
      case "off" -> WorkerLogging.OFF;
      default -> throw new IllegalArgumentException(
          "must be all, console or off, but is '" + text + "'");
    };
  }

  WorkerdSettings settings(Path stateDirectory, Addresses addresses) {
    return new WorkerdSettings(stateDirectory, binary(), addresses.host(), addresses.sitesPort(),
        addresses.siteDomain(), addresses.sitesAreSecure(), bounds, storage,
        Times.DEFAULT.withLoop(loop), logging);
  }

  /** Throws a {@link io.whopship.ports.driven.PortException} if it is nowhere. */
  WorkerdBinary binary() {
    return WorkerdBinary.find(runtime,
        List.of(Configuration.home().resolve("adapter-cloudflare").resolve("workerd")));
  }
}
