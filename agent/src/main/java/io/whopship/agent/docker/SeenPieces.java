package io.whopship.agent.docker;

import io.whopship.ports.model.logs.LogType;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far the log of one container was read, to the entry: by the time of the last entry of each
 * stream, and by how many of that very time there were. Within a stream the order is that of time;
 * between two streams it is not, so each has its own place.
 */
final class SeenPieces {

  /** By how much the entries of two streams may be out of order. */
  private static final Duration DISORDER = Duration.ofSeconds(5);

  private final Map<LogType, Place> places = new EnumMap<>(LogType.class);
  private @Nullable Instant first;
  private boolean someLeftOut;

  /** What was read is the end of more: also of the first time of all, some may not be read. */
  void someLeftOut() {
    someLeftOut = true;
  }

  /** Reading begins once more, at {@link #since} or before. */
  void rewind() {
    places.values().forEach(Place::rewind);
  }

  /** From where on to read so that nothing is missed; {@code null} if nothing was read yet. */
  @Nullable
  Instant since() {
    return places.values()
        .stream()
        .map(place -> place.last)
        .max(Instant::compareTo)
        .map(last -> last.minus(DISORDER))
        .orElse(null);
  }

  /** Whether this piece was not read before; from now on it was. */
  boolean isNew(Piece piece) {
    if (first == null) {
      first = piece.at();
    }
    Place place = places.get(piece.stream());
    if (place != null) {
      return place.isNew(piece.at(), someLeftOut && place.last.equals(first));
    }
    // Of a stream without a word so far: what is older was before the first that was asked for.
    boolean isNew = !piece.at().isBefore(first);
    if (isNew) {
      places.put(piece.stream(), new Place(piece.at()));
    }
    return isNew;
  }

  private static final class Place {

    private Instant last;
    private int atLast = 1;
    private int known;
    private boolean catchingUp;

    Place(Instant last) {
      this.last = last;
    }

    void rewind() {
      known = atLast;
      catchingUp = true;
    }

    /** {@code allKnown}: of the last time, those left out are not to be had now, so none is. */
    boolean isNew(Instant at, boolean allKnown) {
      if (catchingUp && (at.isBefore(last) || (at.equals(last) && (allKnown || known-- > 0)))) {
        return false;
      }
      catchingUp = catchingUp && at.equals(last);
      atLast = at.equals(last) ? atLast + 1 : 1;
      last = at;
      return true;
    }
  }
}
