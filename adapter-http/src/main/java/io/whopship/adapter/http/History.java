package io.whopship.adapter.http;

import io.whopship.ports.driving.logs.FollowLog.Batch;
import io.whopship.ports.driving.logs.FollowLog.View;
import io.whopship.ports.driving.logs.LogEvent;
import io.whopship.ports.model.logs.StoredLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is there when a viewer comes. The lines come as one list: up to so many, up to about so many
 * bytes, and up to the first hole in them.
 *
 * @param before what happened before the first line
 * @param after what happened behind the list, and lines that did not fit into it
 */
record History(List<LogEvent> before, List<LogEvent.Lines> lines, List<LogEvent> after) {

  static final int MAX_BYTES = 1024 * 1024;

  /** Deployments change their status a few times; but nothing is gathered without bound. */
  private static final int MAX_EVENTS = 1_000;

  /** Takes what is there. */
  static History gather(View view, int most) {
    Gathering gathering = new Gathering(most);
    while (gathering.takesMore()) {
      Optional<Batch> batch = view.poll();
      if (batch.isEmpty()) {
        break;
      }
      batch.get().events().forEach(gathering::add);
    }
    return gathering.history;
  }

  private static final class Gathering {

    private final History history = new History(new ArrayList<>(), new ArrayList<>(),
        new ArrayList<>());
    private int linesLeft;
    private long bytesLeft = MAX_BYTES;
    private int eventsLeft = MAX_EVENTS;
    private boolean whole;

    Gathering(int most) {
      this.linesLeft = most;
    }

    boolean takesMore() {
      return !whole && linesLeft > 0 && bytesLeft > 0 && eventsLeft > 0;
    }

    void add(LogEvent event) {
      eventsLeft--;
      if (event instanceof LogEvent.Lines lines) {
        add(lines);
        return;
      }
      boolean begun = !history.lines.isEmpty();
      (begun ? history.after : history.before).add(event);
      // Behind a hole the list ends: a viewer must see the hole in its place.
      whole |= event instanceof LogEvent.Complete || (begun && event instanceof LogEvent.Missing);
    }

    private void add(LogEvent.Lines event) {
      List<StoredLine> lines = event.lines();
      int fitting = 0;
      while (fitting < lines.size() && takesMore()) {
        bytesLeft -= size(lines.get(fitting));
        linesLeft--;
        fitting++;
      }
      if (fitting > 0) {
        history.lines.add(new LogEvent.Lines(event.epoch(), lines.subList(0, fitting)));
      }
      if (fitting < lines.size()) {
        history.after
            .add(new LogEvent.Lines(event.epoch(), lines.subList(fitting, lines.size())));
      }
    }

    private static long size(StoredLine line) {
      return (long) line.line().message().length() + line.line().metadata().toString().length();
    }
  }

  boolean isComplete() {
    List<LogEvent> last = after.isEmpty() && lines.isEmpty() ? before : after;
    return !last.isEmpty() && last.getLast() instanceof LogEvent.Complete;
  }
}
