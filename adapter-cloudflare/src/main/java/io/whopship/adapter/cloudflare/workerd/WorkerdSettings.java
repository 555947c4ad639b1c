package io.whopship.adapter.cloudflare.workerd;

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
 * @param heapMegabytes how much JavaScript heap a release may use before its process ends; buffers
 * do not count
 * @param maxVisits how many requests, event streams and WebSockets may be under way in one release;
 * further visitors are sent away. It also ends a worker that fetches its own site without end
 */
public record WorkerdSettings(Path stateDirectory, WorkerdBinary binary, String frontHost,
    int frontPort, String siteDomain, boolean https, int heapMegabytes, int maxVisits,
    Times times) {

  /** Twice what Cloudflare gives a worker: this machine's heap holds what isolates there share. */
  public static final int DEFAULT_HEAP_MEGABYTES = 256;

  /** Each visit takes two descriptors here, and two of its worker's. */
  public static final int DEFAULT_MAX_VISITS = 512;

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
    if (heapMegabytes < 32) {
      throw new IllegalArgumentException(
          "heapMegabytes must be 32 or more, but is " + heapMegabytes);
    }
    if (maxVisits < 1) {
      throw new IllegalArgumentException("maxVisits must be 1 or more, but is " + maxVisits);
    }
  }

  /** With {@link #DEFAULT_MAX_VISITS}. */
  public WorkerdSettings(Path stateDirectory, WorkerdBinary binary, String frontHost, int frontPort,
      String siteDomain, boolean https, int heapMegabytes, Times times) {
    this(stateDirectory, binary, frontHost, frontPort, siteDomain, https, heapMegabytes,
        DEFAULT_MAX_VISITS, times);
  }

  /** On the loopback address, with everything else as it is by default. */
  public static WorkerdSettings local(Path stateDirectory, WorkerdBinary binary, int frontPort) {
    return new WorkerdSettings(stateDirectory, binary, "127.0.0.1", frontPort, "localhost", false,
        DEFAULT_HEAP_MEGABYTES, Times.DEFAULT);
  }

  /**
   * How long things may take.
   *
   * @param start from the start of a process until it listens; one that takes longer is killed
   * @param answer from a visitor's request until the worker begins to answer
   * @param drain for requests under way when their release has lost its traffic
   * @param idle without a request, after which a release without traffic is put to sleep; the next
   * request wakes it
   */
  public record Times(Duration start, Duration answer, Duration drain, Duration idle) {

    public static final Times DEFAULT = new Times(Duration.ofSeconds(10), Duration.ofSeconds(120),
        Duration.ofSeconds(30), Duration.ofMinutes(10));

    public Times {
      requirePositive("start", start);
      requirePositive("answer", answer);
      requirePositive("drain", drain);
      requirePositive("idle", idle);
    }

    private static void requirePositive(String name, Duration time) {
      if (time.isNegative() || time.isZero()) {
        throw new IllegalArgumentException(name + " must be longer than none, but is " + time);
      }
    }
  }
}
