package io.whopship.ports.driving.logs;

import io.whopship.ports.model.deploy.Status;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogGap;
import io.whopship.ports.model.logs.StoredLine;
import io.whopship.ports.model.rollout.Percent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a viewer of a log is told, one after the other. */
public sealed interface LogEvent {

  /**
   * Lines, in order and without a hole.
   *
   * @param lines one or more
   */
  record Lines(String epoch, List<StoredLine> lines) implements LogEvent {

    public Lines {
      lines = List.copyOf(lines);
      if (lines.isEmpty()) {
        throw new IllegalArgumentException("lines must be one or more");
      }
    }

    public Cursor cursor(StoredLine line) {
      return new Cursor(epoch, line.position());
    }
  }

  /** Lines that this viewer does not get. */
  record Missing(LogGap gap) implements LogEvent {}

  /**
   * The deployment has this status now: when a viewer comes, and whenever it changes.
   *
   * @param error why it failed; {@code null} if it did not
   */
  record StatusIs(Status status, @Nullable String error) implements LogEvent {}

  /**
   * The deployment has this share of the visitors now.
   *
   * @param stage the public name; {@code null} outside of a rollout
   */
  record RolloutIs(@Nullable String stage, Percent share) implements LogEvent {}

  /** The source of the lines has trouble; it may go on later. */
  record SourceFailed(String reason) implements LogEvent {}

  /** There will be no more: the deployment is active or failed. The last event. */
  record Complete(Status status) implements LogEvent {}
}
