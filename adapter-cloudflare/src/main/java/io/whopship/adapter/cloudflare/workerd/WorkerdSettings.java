package io.whopship.adapter.cloudflare.workerd;

import io.whopship.adapter.cloudflare.workerd.logs.WorkerLogging;
import io.whopship.adapter.cloudflare.workerd.storage.StorageLimits;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How the edge on this machine is set up.
 *
 * @param stateDirectory what is placed lies here; made if it is not there; one server at a time
 * uses it
 * @param frontHost the address on which visitors are awaited: {@code 127.0.0.1}
 * @param frontPort its port; 0 takes a free one
 * @param siteDomain the domain under which all sites are: {@code localhost} for
 * {@code my-app.localhost:8080}. What a worker fetches from there goes to the front
 * @param https visitors come by https, to a proxy in front of this one, whose X-Forwarded-For is
 * believed
 */
public record WorkerdSettings(Path stateDirectory, WorkerdBinary binary, String frontHost,
    int frontPort, String siteDomain, boolean https, Bounds bounds,
    StorageLimits storage, Times times, WorkerLogging logging) {

  public WorkerdSettings {
    stateDirectory = stateDirectory.toAbsolutePath().normalize();
    if (frontPort < 0 || frontPort > 65_535) {
      throw new IllegalArgumentException("frontPort must be 0 to 65535, but is " + frontPort);
    }
    if (!siteDomain.matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?")) {
      throw new IllegalArgumentException(
          "siteDomain must be a domain in lower case, such as localhost, but is '" + siteDomain
              + "'");
    }
  }

  /** With the usual room for what the workers of an app store, and all that they say. */
  public WorkerdSettings(Path stateDirectory, WorkerdBinary binary, String frontHost, int frontPort,
      String siteDomain, boolean https, Bounds bounds, Times times) {
    this(stateDirectory, binary, frontHost, frontPort, siteDomain, https, bounds,
        StorageLimits.DEFAULT, times, WorkerLogging.ALL);
  }

  /** On the loopback address, with everything else as it is by default. */
  public static WorkerdSettings local(Path stateDirectory, WorkerdBinary binary, int frontPort) {
    return new WorkerdSettings(stateDirectory, binary, "127.0.0.1", frontPort, "localhost", false,
        Bounds.DEFAULT, StorageLimits.DEFAULT, Times.DEFAULT, WorkerLogging.ALL);
  }

  /**
   * How much one release may take.
   *
   * @param heapMegabytes JavaScript heap, at which its process ends; buffers do not count
   * @param memoryMegabytes memory altogether. From {@value #TOO_MUCH_PERCENT} % of it on, the
   * process is replaced by a fresh one; at all of it, no buffer can be had any more
   * @param maxVisits how many requests, event streams and WebSockets may be under way; further
   * visitors are sent away. It also ends a worker that fetches its own site without end
   */
  public record Bounds(int heapMegabytes, int memoryMegabytes, int maxVisits) {

    /**
     * The heap is twice what Cloudflare gives a worker: here it holds what isolates there share.
     * The memory: busy workers were seen to use 500 MB and no more. The visits: each takes two
     * descriptors here, and two of its worker's.
     */
    public static final Bounds DEFAULT = new Bounds(256, 1024, 512);

    public static final int LEAST_HEAP_MEGABYTES = 32;

    /** How much more the memory must be than the heap. */
    public static final int LEAST_BESIDE_HEAP_MEGABYTES = 128;

    /** workerd sets aside so much when it starts, and touches none of it. */
    static final int RESERVED_MEGABYTES = 512;

    private static final int TOO_MUCH_PERCENT = 80;

    public Bounds {
      requireAtLeast(LEAST_HEAP_MEGABYTES, "heapMegabytes", heapMegabytes);
      requireAtLeast(heapMegabytes + LEAST_BESIDE_HEAP_MEGABYTES, "memoryMegabytes",
          memoryMegabytes);
      requireAtLeast(1, "maxVisits", maxVisits);
    }

    /** What {@code ulimit -d} is given. */
    int dataKilobytes() {
      return (memoryMegabytes + RESERVED_MEGABYTES) * 1024;
    }

    /** From this many megabytes of {@link Vitals} on, a process is replaced. */
    int dataToReplaceAt() {
      return memoryMegabytes * TOO_MUCH_PERCENT / 100 + RESERVED_MEGABYTES;
    }

    private static void requireAtLeast(int least, String name, int value) {
      if (value < least) {
        throw new IllegalArgumentException(
            name + " must be " + least + " or more, but is " + value);
      }
    }
  }

  /**
   * How long things may take.
   *
   * @param start from the start of a process until it listens; one that takes longer is killed
   * @param answer from a visitor's request until the worker begins to answer
   * @param loop without a sign of life and with a processor to itself, after which a worker counts
   * as one that loops, and is killed
   * @param drain for requests under way when their release has lost its traffic
   * @param idle without a request, after which a release without traffic is put to sleep; the next
   * request wakes it
   */
  public record Times(Duration start, Duration answer, Duration loop, Duration drain,
      Duration idle) {

    public static final Times DEFAULT = new Times(Duration.ofSeconds(10), Duration.ofSeconds(120),
        Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(10));

    public Times {
      requirePositive("start", start);
      requirePositive("answer", answer);
      requirePositive("loop", loop);
      requirePositive("drain", drain);
      requirePositive("idle", idle);
    }

    /** With the {@link #loop} that is usual. */
    public Times(Duration start, Duration answer, Duration drain, Duration idle) {
      this(start, answer, DEFAULT.loop(), drain, idle);
    }

    public Times withLoop(Duration newLoop) {
      return new Times(start, answer, newLoop, drain, idle);
    }

    private static void requirePositive(String name, Duration time) {
      if (time.isNegative() || time.isZero()) {
        throw new IllegalArgumentException(name + " must be longer than none, but is " + time);
      }
    }
  }
}
