package io.whopship.core.logs;

import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogStart;

/** Finds where viewers enter a log that is kept in memory alone. */
final class LiveEntry {

  private static final int USUAL_TAIL = 1_000;

  private final LogStream stream;

  LiveEntry(LogStream stream) {
    this.stream = stream;
  }

  Entry of(LogStart start) {
    return switch (start) {
      case LogStart.Tail tail -> Entry.at(stream.tail(tail.lines()));
      case LogStart.Since since -> Entry.at(stream.at(since.time()));
      case LogStart.After after -> behind(after.cursor());
    };
  }

  private Entry behind(Cursor cursor) {
    if (cursor.equals(Cursor.NEW)) {
      return Entry.at(stream.tail(USUAL_TAIL));
    }
    Cursor end = stream.end();
    if (end.equals(Cursor.NEW)) {
      // Whether the source knows this cursor shows with its first line.
      return Entry.at(cursor);
    }
    Cursor oldest = stream.oldest();
    if (cursor.epoch().equals(end.epoch()) && cursor.offset() > end.offset()) {
      // Ahead of a source of which nothing is known yet: others asked for it from further back.
      return stream.isEmpty() ? Entry.at(cursor) : Entry.unknown(cursor, oldest);
    }
    boolean isOlder = cursor.epoch().equals(oldest.epoch()) && cursor.offset() <= oldest.offset();
    boolean isKept = isOlder || stream.linkAt(cursor).isPresent();
    return isKept ? Entry.at(cursor) : Entry.unknown(cursor, oldest);
  }
}
