package io.whopship.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Somebody who asks at a steady pace over a connection of his own, keeps his cookie, and remembers
 * which version he saw last. For one thread, but for {@link #leave}.
 */
final class Visitor implements Runnable {

  private final int port;
  private final String host;
  private final String path;
  private final Duration pace;

  private final List<Double> milliseconds = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private int stepsBack;
  private long lastVersion;
  private String cookie = "";
  private volatile boolean leaving;

  Visitor(int port, String host, String path, Duration pace) {
    this.port = port;
    this.host = host;
    this.path = path;
    this.pace = pace;
  }

  @Override
  public void run() {
    try (KeepAlive connection = new KeepAlive(port, host)) {
      long due = System.nanoTime();
      while (!leaving) {
        long wait = due - System.nanoTime();
        if (wait > 0) {
          LockSupport.parkNanos(wait);
          continue;
        }
        ask(connection);
        // from when it was due, not from when it was sent: a stall must not hide those behind it
        milliseconds.add((System.nanoTime() - due) / 1e6);
        due += pace.toNanos();
      }
    } catch (IOException e) {
      failures.add("close: " + e);
    }
  }

  private void ask(KeepAlive connection) throws IOException {
    try {
      KeepAlive.Answer answer = connection.get(path, cookie);
      if (answer.status() != 200) {
        failures.add(answer.status() + " " + answer.body());
        return;
      }
      String given = answer.fields().get("set-cookie");
      if (given != null) {
        cookie = given.substring(0, given.indexOf(';'));
      }
      see(Long.parseLong(answer.body().replaceAll("\\D", "")));
    } catch (IOException e) {
      failures.add(e.toString());
      connection.close(); // the next request opens another
    }
  }

  private void see(long version) {
    if (version < lastVersion) {
      stepsBack++;
    }
    lastVersion = version;
  }

  void leave() {
    leaving = true;
  }

  /** From when each request was due until its answer was there. */
  List<Double> milliseconds() {
    return milliseconds;
  }

  List<String> failures() {
    return failures;
  }

  /** How often an older version answered than before. */
  int stepsBack() {
    return stepsBack;
  }
}
