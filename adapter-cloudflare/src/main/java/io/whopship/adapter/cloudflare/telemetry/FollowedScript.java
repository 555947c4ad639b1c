package io.whopship.adapter.cloudflare.telemetry;

import io.whopship.ports.driven.WorkerLogSource.Following;
import io.whopship.ports.driven.agents.LogSink;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.rollout.ReleaseName;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A release that somebody looks at: gives each event once, however often it is found, and numbers
 * the lines. Safe for many threads.
 */
final class FollowedScript implements Following {

  private final ReleaseName release;
  private final String epoch;
  private final LogSink sink;
  private final Consumer<FollowedScript> onClose;
  /** What may be found again. */
  private final Map<String, Instant> given = new HashMap<>();
  /** What is older was given, or is not to be. */
  private Instant horizon = Instant.MIN;
  private long next = 1;
  private boolean isTroubled;
  private boolean isClosed;

  FollowedScript(ReleaseName release, String epoch, LogSink sink,
      Consumer<FollowedScript> onClose) {
    this.release = release;
    this.epoch = epoch;
    this.sink = sink;
    this.onClose = onClose;
  }

  String script() {
    return release.toString();
  }

  synchronized boolean isClosed() {
    return isClosed;
  }

  /** Since when what it says is to be looked for. */
  synchronized Instant horizon() {
    return horizon;
  }

  /**
   * Takes what was found, in time.
   *
   * @param newHorizon since when events are to be looked for from now on
   */
  synchronized void take(List<LoggedEvent> found, Instant newHorizon) {
    isTroubled = false;
    List<LogLine> lines = found.stream()
        .filter(event -> !event.at().isBefore(horizon))
        .filter(event -> given.putIfAbsent(event.id(), event.at()) == null)
        .flatMap(event -> event.lines().stream())
        .toList();
    if (newHorizon.isAfter(horizon)) {
      horizon = newHorizon;
      given.values().removeIf(at -> at.isBefore(newHorizon));
    }
    if (!isClosed && !lines.isEmpty()) {
      long first = next;
      next += lines.size();
      sink.accept(epoch, first, lines);
    }
  }

  /** Tells what is wrong, unless that was told and has not been well since. */
  synchronized void trouble(String reason) {
    if (!isTroubled && !isClosed) {
      isTroubled = true;
      sink.failed(reason);
    }
  }

  /** More was said than can be read. */
  synchronized void skipped(String reason) {
    if (!isClosed) {
      sink.failed(reason);
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
    }
    onClose.accept(this);
  }
}
