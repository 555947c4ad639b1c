package io.whopship.testkit.contract;

import io.whopship.ports.driven.agents.LogSink;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** Remembers what it is given, and refuses to be called by two threads at a time. */
final class RecordingSink implements LogSink {

  /** A line in its place. */
  record Given(Cursor cursor, LogLine line) {}

  private final List<Given> given = new CopyOnWriteArrayList<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final AtomicBoolean called = new AtomicBoolean();

  @Override
  public void accept(String epoch, long first, List<LogLine> lines) {
    alone(() -> {
      long position = first;
      for (LogLine line : lines) {
        given.add(new Given(new Cursor(epoch, position++), line));
      }
    });
  }

  @Override
  public void failed(String reason) {
    alone(() -> failures.add(reason));
  }

  private void alone(Runnable call) {
    if (!called.compareAndSet(false, true)) {
      failures.add("two threads called at once");
      throw new IllegalStateException("two threads called at once");
    }
    call.run();
    called.set(false);
  }

  List<Given> given() {
    return given;
  }

  List<String> failures() {
    return failures;
  }

  List<String> messages() {
    return given.stream().map(each -> each.line().message()).toList();
  }

  List<String> of(LogType stream) {
    return given.stream()
        .map(Given::line)
        .filter(line -> line.type() == stream)
        .map(LogLine::message)
        .toList();
  }

  List<Long> positions() {
    return given.stream().map(each -> each.cursor().offset()).toList();
  }

  List<String> epochs() {
    return given.stream().map(each -> each.cursor().epoch()).distinct().toList();
  }
}
