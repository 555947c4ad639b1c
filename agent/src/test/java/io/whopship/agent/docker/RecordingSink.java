package io.whopship.agent.docker;

import static org.awaitility.Awaitility.await;

import io.whopship.ports.driven.agents.LogSink;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.StoredLine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ThrowingRunnable;

/** Remembers what it was given. */
final class RecordingSink implements LogSink {

  private final List<StoredLine> lines = new CopyOnWriteArrayList<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final List<String> epochs = new CopyOnWriteArrayList<>();

  @Override
  public void accept(String epoch, long first, List<LogLine> batch) {
    if (!epochs.contains(epoch)) {
      epochs.add(epoch);
    }
    for (int i = 0; i < batch.size(); i++) {
      lines.add(new StoredLine(first + i, batch.get(i)));
    }
  }

  @Override
  public void failed(String reason) {
    failures.add(reason);
  }

  List<String> messages() {
    return lines.stream().map(line -> line.line().message()).toList();
  }

  List<LogLine> lines() {
    return lines.stream().map(StoredLine::line).toList();
  }

  List<Long> positions() {
    return lines.stream().map(StoredLine::position).toList();
  }

  List<String> failures() {
    return failures;
  }

  List<String> epochs() {
    return epochs;
  }

  /** Behind the last line. */
  Cursor cursor() {
    return new Cursor(epochs.getLast(), lines.getLast().position());
  }

  void awaitThat(ThrowingRunnable assertion) {
    await().atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(assertion);
  }

  void awaitLines(int number) {
    await().atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> lines.size() >= number);
  }
}
