package io.whopship.adapter.cloudflare.workerd;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.WorkerLogs;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.rollout.ReleaseName;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** What one release said. Holds those who tell it to the port's rules. */
public final class HeardLines implements WorkerLogs {

  private final ReleaseName release;
  private final List<LogLine> lines = new CopyOnWriteArrayList<>();
  private final AtomicBoolean busy = new AtomicBoolean();
  private final AtomicReference<String> broken = new AtomicReference<>("");
  private volatile String epoch = "";
  private volatile long next = 1;
  private final AtomicLong lost = new AtomicLong();

  public HeardLines(ReleaseName release) {
    this.release = release;
  }

  @Override
  public void accept(ReleaseName of, String inEpoch, long first, List<LogLine> said) {
    if (!of.equals(release)) {
      return;
    }
    if (!busy.compareAndSet(false, true)) {
      broken.set("two threads at a time");
    }
    if (first < next) {
      broken.set("position " + first + " came twice");
    }
    if (!epoch.isEmpty() && !epoch.equals(inEpoch)) {
      broken.set("epoch changed from " + epoch + " to " + inEpoch);
    }
    epoch = inEpoch;
    lost.addAndGet(first - next);
    next = first + said.size();
    lines.addAll(said);
    busy.set(false);
  }

  /** All so far. */
  public List<LogLine> all() {
    assertThat(broken.get()).as("what broke the rules").isEmpty();
    return lines;
  }

  /** Those of a step. */
  public List<LogLine> of(String step) {
    return all().stream().filter(line -> line.step().equals(step)).toList();
  }

  public List<String> messages(String step) {
    return of(step).stream().map(LogLine::message).toList();
  }

  public String epoch() {
    return epoch;
  }

  /** How many are missing before the last that was heard. */
  public long lost() {
    return lost.get();
  }
}
