package io.whopship.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driving.logs.FollowLog.Batch;
import io.whopship.ports.driving.logs.FollowLog.Outcome;
import io.whopship.ports.driving.logs.FollowLog.View;
import io.whopship.ports.driving.logs.LogEvent;
import io.whopship.ports.driving.logs.LogEvent.Lines;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogGap;
import io.whopship.ports.model.logs.LogStart;
import io.whopship.ports.model.logs.LogSubject;
import io.whopship.ports.model.logs.StoredLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody who looks at a log, and remembers what they were told. */
final class Viewer implements AutoCloseable {

  final AtomicInteger wakeUps = new AtomicInteger();
  final List<String> told = new ArrayList<>();
  private final View view;
  private Cursor cursor;

  private Viewer(ControlPlane core, Caller caller, LogSubject subject, LogStart start) {
    Outcome outcome = core.logs().follow().follow(caller, subject, start, wakeUps::incrementAndGet);
    assertThat(outcome).isInstanceOf(Outcome.Following.class);
    view = ((Outcome.Following) outcome).view();
    cursor = view.start();
  }

  static Viewer of(ControlPlane core, LogSubject subject, LogStart start) {
    return new Viewer(core, Platform.ALICE, subject, start);
  }

  /** Behind the last line or gap, where this viewer would go on. */
  Cursor cursor() {
    return cursor;
  }

  /** Looks once. Whether there was something. */
  boolean look() {
    Optional<Batch> batch = view.poll();
    batch.ifPresent(found -> found.events().forEach(this::note));
    return batch.isPresent();
  }

  /** Looks until there is nothing. */
  Viewer lookAll() {
    while (look()) {
      // All of it is wanted.
    }
    return this;
  }

  /** What was told since the last time, line by line. */
  List<String> news() {
    lookAll();
    List<String> news = List.copyOf(told);
    told.clear();
    return news;
  }

  private void note(LogEvent event) {
    switch (event) {
      case Lines lines -> {
        for (StoredLine line : lines.lines()) {
          told.add(line.position() + " " + line.line().message());
          cursor = lines.cursor(line);
        }
      }
      case LogEvent.Missing missing -> {
        told.add(text(missing.gap()));
        cursor = missing.gap().to();
      }
      case LogEvent.StatusIs status -> told.add("status " + status.status().word()
          + (status.error() == null ? "" : ": " + status.error()));
      case LogEvent.RolloutIs rollout ->
        told.add("rollout " + rollout.stage() + " " + rollout.share().value());
      case LogEvent.SourceFailed failed -> told.add("failed: " + failed.reason());
      case LogEvent.Complete complete -> told.add("complete " + complete.status().word());
    }
  }

  private static String text(LogGap gap) {
    return "gap " + gap.from() + " " + gap.to() + " " + gap.count() + " "
        + gap.reason().name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() {
    view.close();
  }
}
