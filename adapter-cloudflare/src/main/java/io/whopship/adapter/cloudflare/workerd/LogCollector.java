package io.whopship.adapter.cloudflare.workerd;

import io.vertx.core.Vertx;
import io.whopship.adapter.cloudflare.PlainVertx;
import io.whopship.adapter.cloudflare.workerd.logs.OutputReader;
import io.whopship.adapter.cloudflare.workerd.logs.ReleaseLog;
import io.whopship.adapter.cloudflare.workerd.logs.ReleaseLogs;
import io.whopship.adapter.cloudflare.workerd.logs.TailGateway;
import io.whopship.adapter.cloudflare.workerd.logs.WorkerLogging;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.WorkerLogs;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.rollout.ReleaseName;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the workers of all releases say, and what becomes of them. Safe for many threads. */
final class LogCollector implements LogDoor, AutoCloseable {

  private final WorkerLogging logging;
  private final InstantSource clock;
  private final ReleaseLogs logs;
  private final Map<ReleaseName, String> keys = new ConcurrentHashMap<>();
  private final Vertx vertx;
  private final TailGateway gateway;

  private LogCollector(WorkerLogging logging, WorkerLogs listener, InstantSource clock,
      Vertx vertx, TailGateway gateway) {
    this.logging = logging;
    this.clock = clock;
    this.logs = new ReleaseLogs(logging == WorkerLogging.OFF ? WorkerLogs.IGNORED : listener);
    this.vertx = vertx;
    this.gateway = gateway;
  }

  /** Throws {@link PortException.Unavailable} if there is no port to listen on. */
  static LogCollector open(WorkerLogging logging, WorkerLogs listener, InstantSource clock) {
    Vertx vertx = PlainVertx.start(1); // its own, which ends after all processes have
    try {
      return new LogCollector(logging, listener, clock, vertx, TailGateway.start(vertx));
    } catch (RuntimeException e) {
      vertx.close().await();
      throw e;
    }
  }

  @Override
  public String address() {
    return "127.0.0.1:" + gateway.port();
  }

  @Override
  public String key(ReleaseName release) {
    return keys.computeIfAbsent(release, name -> gateway.grant(logs.of(name)));
  }

  @Override
  public boolean isOpen() {
    return logging.hasTail();
  }

  ReleaseLog of(ReleaseName release) {
    return logs.of(release);
  }

  /** Reads the output of a process to its end, and keeps its last lines. */
  void read(ReleaseLog log, InputStream output, OutputTail tail) {
    try {
      new OutputReader(log, clock, !logging.hasTail(), tail::add).readAll(output);
    } catch (IOException e) {
      tail.add("(the rest of the output could not be read: " + e.getMessage() + ")");
    } finally {
      tail.end();
    }
  }

  /** A sentence about the process of a release. */
  void tell(ReleaseName release, LogType type, String sentence) {
    tell(logs.of(release), type, sentence);
  }

  void tell(ReleaseLog log, LogType type, String sentence) {
    log.add(List.of(new LogLine(clock.instant(), type, "worker",
        sentence.replaceAll("\\R", " "))));
  }

  /** For a release that is removed, or is now another one. */
  void forget(ReleaseName release) {
    String key = keys.remove(release);
    if (key != null) {
      gateway.revoke(key);
    }
    logs.forget(release);
  }

  /** After the processes have ended. */
  @Override
  public void close() {
    gateway.close();
    vertx.close().await();
  }
}
