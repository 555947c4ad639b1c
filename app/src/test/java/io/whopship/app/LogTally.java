package io.whopship.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.ports.model.logs.Cursor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Adds up what one viewer is told of one log: each line and each gap must begin right where the
 * last one ended. Told by one thread, and read by others once that has ended.
 */
final class LogTally {

  /** A line as a viewer has it. */
  record Line(Cursor cursor, String message) {}

  private final List<Line> lines = new ArrayList<>();
  private final Set<Cursor> seen = new HashSet<>();
  private final Set<String> reasons = new TreeSet<>();
  private volatile Cursor place;

  /** Begins behind this place; {@link Cursor#NEW} for wherever the first line is. */
  LogTally(Cursor place) {
    this.place = place;
  }

  /** Where the viewer goes on. */
  Cursor place() {
    return place;
  }

  boolean hasBegun() {
    return !place.equals(Cursor.NEW);
  }

  List<Line> lines() {
    return lines;
  }

  /** Why lines were missing, if any were. */
  Set<String> reasons() {
    return reasons;
  }

  /** Takes a line, in the form that all transports share. */
  void line(JsonNode line) {
    Cursor cursor = Cursor.parse(line.path("cursor").asText());
    boolean isNext = cursor.epoch().equals(place.epoch())
        && cursor.offset() == place.offset() + 1;
    require(isNext || !hasBegun(), "line " + cursor + " came behind " + place);
    require(seen.add(cursor), "line " + cursor + " came twice");
    lines.add(new Line(cursor, line.path("message").asText()));
    place = cursor;
  }

  /** Takes a gap. */
  void gap(JsonNode gap) {
    Cursor from = Cursor.parse(gap.path("from").asText());
    Cursor to = Cursor.parse(gap.path("to").asText());
    require(from.equals(place) || !hasBegun(), "gap " + gap + " came behind " + place);
    if (from.epoch().equals(to.epoch())) {
      require(gap.path("count").isIntegralNumber()
          && gap.path("count").asLong() == to.offset() - from.offset()
          && to.offset() > from.offset(), "gap " + gap + " does not add up");
    } else {
      require(gap.path("count").isNull(), "gap " + gap + " counts what nobody can");
    }
    reasons.add(gap.path("reason").asText());
    place = to;
  }

  /** Takes where the server says that the viewer is now, all told. */
  void isAt(Cursor said) {
    require(said.equals(place) || !hasBegun(),
        "the server says " + said + ", but what it told ends at " + place);
    place = said;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
