package io.whopship.core.logs;

import io.whopship.ports.driving.logs.FollowLog.Batch;
import io.whopship.ports.driving.logs.LogEvent;
import io.whopship.ports.driving.logs.LogEvent.Lines;
import io.whopship.ports.driving.logs.LogEvent.Missing;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogGap;
import io.whopship.ports.model.logs.LogGap.Reason;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.StoredLine;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One event in the chain that viewers follow. A viewer holds the link it was given last and looks
 * for the next, without a lock. What falls off the ring is cut off, so that a viewer who stands
 * still keeps one link alive, and not all that came since.
 */
final class Link {

  /** In place of a next link that is not kept any more. */
  private static final Link CUT = new Link(new Cursor("cut", 0), Situation.UNKNOWN);

  /** What a line needs in memory beside its texts. */
  private static final int LINE_OVERHEAD = 100;

  private final @Nullable LogEvent event;
  private final SharedBatch batch;
  private final Cursor start;
  private final Cursor end;
  private final Situation situation;
  private volatile @Nullable Link next;

  private Link(Cursor place, Situation situation) {
    this.event = null;
    this.batch = new SharedBatch();
    this.start = place;
    this.end = place;
    this.situation = situation;
  }

  private Link(LogEvent event, Cursor start, Situation situation) {
    this.event = event;
    this.batch = new SharedBatch(event);
    this.start = start;
    this.end = endOf(event, start);
    this.situation = situation;
  }

  /** The place before the first event. */
  static Link root(Cursor place) {
    return new Link(place, Situation.UNKNOWN);
  }

  /** Hangs an event behind this link, which is the last. */
  Link append(LogEvent appended) {
    Link link = new Link(appended, end, situation.after(appended));
    next = link;
    return link;
  }

  private static Cursor endOf(LogEvent event, Cursor start) {
    return switch (event) {
      case Lines lines -> lines.cursor(lines.lines().getLast());
      case LogEvent.Missing missing -> missing.gap().to();
      case LogEvent.StatusIs s -> start;
      case LogEvent.RolloutIs r -> start;
      case LogEvent.SourceFailed f -> start;
      case LogEvent.Complete c -> start;
    };
  }

  Cursor start() {
    return start;
  }

  Cursor end() {
    return end;
  }

  Situation situation() {
    return situation;
  }

  /** The link behind this one; {@code null} if there is none yet. */
  @Nullable
  Link next() {
    return next;
  }

  /** The link behind this one, which is there. */
  Link nextKept() {
    return Objects.requireNonNull(next);
  }

  /** What comes behind this link is not kept any more. */
  void cut() {
    next = CUT;
  }

  static boolean isCut(Link link) {
    return link.equals(CUT);
  }

  boolean isLast() {
    return event instanceof LogEvent.Complete;
  }

  /** The one event of a link that is not the first. */
  LogEvent only() {
    return batch.events().getFirst();
  }

  List<StoredLine> lines() {
    return event instanceof Lines lines ? lines.lines() : List.of();
  }

  /** About how many bytes it needs in memory: texts, and what is around them. */
  long weight() {
    if (event instanceof LogEvent.SourceFailed failed) {
      return failed.reason().length();
    }
    long weight = 0;
    for (StoredLine stored : lines()) {
      LogLine line = stored.line();
      weight += LINE_OVERHEAD + line.message().length() + line.step().length();
      for (Map.Entry<String, String> more : line.metadata().entrySet()) {
        weight += more.getKey().length() + more.getValue().length();
      }
    }
    return weight;
  }

  /** Whether a place is within this link: part of it is behind the place, and part is not. */
  boolean contains(Cursor place) {
    boolean isBeforeEnd = end.epoch().equals(place.epoch()) && place.offset() < end.offset();
    if (event instanceof Missing missing) {
      return isBeforeEnd && missing.gap().from().epoch().equals(place.epoch())
          && missing.gap().from().offset() < place.offset();
    }
    return isBeforeEnd && event instanceof Lines lines
        && lines.lines().getFirst().position() <= place.offset();
  }

  /**
   * What is missing between a place and the first lines that a source ever gave here; {@code null}
   * if nothing is.
   */
  @Nullable
  Missing missingSince(Cursor place) {
    if (!(event instanceof Lines lines)) {
      return null;
    }
    Cursor before = new Cursor(lines.epoch(), lines.lines().getFirst().position() - 1);
    if (!lines.epoch().equals(place.epoch())) {
      return new Missing(LogGap.between(place, before, Reason.UNKNOWN_CURSOR));
    }
    return before.offset() > place.offset()
        ? new Missing(
            LogGap.within(place.epoch(), place.offset(), before.offset(), Reason.EXPIRED))
        : null;
  }

  /** The part of this link that is behind a place; empty if nothing is. */
  Optional<Batch> behind(Cursor place) {
    if (event instanceof Missing missing) {
      return behind(place, missing.gap());
    }
    if (!(event instanceof Lines lines) || !lines.epoch().equals(place.epoch())
        || lines.lines().getFirst().position() > place.offset()) {
      return Optional.of(batch);
    }
    List<StoredLine> rest = lines.lines()
        .stream()
        .filter(line -> line.position() > place.offset())
        .toList();
    return rest.isEmpty()
        ? Optional.empty()
        : Optional.of(new SharedBatch(new Lines(lines.epoch(), rest)));
  }

  /** A gap in what others asked for may be, in part, before the place of this viewer. */
  private Optional<Batch> behind(Cursor place, LogGap gap) {
    boolean isAfterStart = gap.from().epoch().equals(place.epoch())
        && gap.from().offset() < place.offset();
    if (!isAfterStart) {
      return Optional.of(batch);
    }
    if (!gap.to().epoch().equals(place.epoch())) {
      return Optional.of(new SharedBatch(
          new Missing(LogGap.between(place, gap.to(), gap.reason()))));
    }
    return gap.to().offset() <= place.offset()
        ? Optional.empty()
        : Optional.of(new SharedBatch(new Missing(LogGap.within(place.epoch(), place.offset(),
            gap.to().offset(), gap.reason()))));
  }
}
