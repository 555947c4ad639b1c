package io.whopship.adapter.http;

import java.net.URI;
import java.time.Duration;

/**
 * How the API is served.
 *
 * @param host the address to listen at: {@code 127.0.0.1} for this machine alone, {@code 0.0.0.0}
 * for all
 * @param port 0 for any that is free
 * @param maxUploads how many artifacts are taken at the same time; each holds a thread and a disk
 * for as long as its sender is slow
 * @param minUploadBytesPerSecond what an upload must average once 30 s of waiting for it are over
 * @param idleTimeout how long a connection may be silent
 * @param stopTimeout how long requests under way may go on once the server stops
 * @param apiUrl under which callers reach the API, which may be that of a proxy before this server
 */
public record HttpSettings(String host, int port, int maxUploads,
    int minUploadBytesPerSecond, Duration idleTimeout, Duration stopTimeout,
    StreamSettings streams, URI apiUrl) {

  public HttpSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535, but is " + port);
    }
    if (maxUploads < 1) {
      throw new IllegalArgumentException("maxUploads must be 1 or more, but is " + maxUploads);
    }
    if (minUploadBytesPerSecond < 1) {
      throw new IllegalArgumentException(
          "minUploadBytesPerSecond must be 1 or more, but is " + minUploadBytesPerSecond);
    }
    requirePositive("idleTimeout", idleTimeout);
    requirePositive("stopTimeout", stopTimeout);
  }

  /** With the usual streams, for callers on this machine. */
  public HttpSettings(String host, int port, int maxUploads, int minUploadBytesPerSecond,
      Duration idleTimeout, Duration stopTimeout) {
    this(host, port, maxUploads, minUploadBytesPerSecond, idleTimeout, stopTimeout,
        StreamSettings.DEFAULT, URI.create("http://localhost:" + port));
  }

  private static void requirePositive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + " must be more than nothing, but is " + value);
    }
  }

  /** 16 uploads at once, of 16 KiB a second or more; 30 s of silence, 10 s to stop. */
  public static HttpSettings at(String host, int port) {
    return new HttpSettings(host, port, 16, 16 * 1024, Duration.ofSeconds(30),
        Duration.ofSeconds(10));
  }

  public HttpSettings withStreams(StreamSettings newStreams) {
    return new HttpSettings(host, port, maxUploads, minUploadBytesPerSecond, idleTimeout,
        stopTimeout, newStreams, apiUrl);
  }

  public HttpSettings withStopTimeout(Duration newStopTimeout) {
    return new HttpSettings(host, port, maxUploads, minUploadBytesPerSecond, idleTimeout,
        newStopTimeout, streams, apiUrl);
  }

  public HttpSettings withApiUrl(URI newApiUrl) {
    return new HttpSettings(host, port, maxUploads, minUploadBytesPerSecond, idleTimeout,
        stopTimeout, streams, newApiUrl);
  }

  /** Whether callers come by https, and cookies go no other way. */
  public boolean secureCookies() {
    return "https".equals(apiUrl.getScheme());
  }
}
