package io.whopship.adapter.r2;

import java.time.Duration;

/**
 * How long the store may take. No call is without an end.
 *
 * @param connect until there is a connection
 * @param silence of a store from which an answer, or more of one, is awaited
 * @param call one small call, with its retries
 * @param part one part of an upload, with its retries
 * @param check of the store's health, without any
 * @param download more than a download's size takes at its slowest
 */
record S3Timeouts(Duration connect, Duration silence, Duration call, Duration part, Duration check,
    Duration download) {

  static final S3Timeouts DEFAULT = new S3Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(20),
      Duration.ofSeconds(60), Duration.ofMinutes(4), Duration.ofSeconds(4), Duration.ofMinutes(1));

  /** Slower than this, a download is given up. */
  private static final long SLOWEST_BYTES_PER_SECOND = 128 * 1024;

  /** One of the attempts that fit into this much time. */
  static Duration attempt(Duration all) {
    return all.dividedBy(2);
  }

  Duration download(long bytes) {
    return download.plusSeconds(bytes / SLOWEST_BYTES_PER_SECOND);
  }
}
