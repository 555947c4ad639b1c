package io.whopship.core.logs;

import io.whopship.ports.driven.DeploymentLogs.Extent;
import io.whopship.ports.driven.DeploymentLogs.Scan;
import io.whopship.ports.driving.logs.QueryLog.Progress;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogPage;
import io.whopship.ports.model.logs.LogPage.Stopped;
import io.whopship.ports.model.logs.LogQuery;
import io.whopship.ports.model.logs.LogQuery.SortBy;
import io.whopship.ports.model.logs.StoredLine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One search through one log, up to the line that is its last when the search begins. */
final class LogSearch {

  /** Lines between two words about progress: few enough that whoever cancels waits no time. */
  private static final int STEP = 2_000;

  private final SearchedLog log;
  private final LogQuery query;
  private final int maxLines;
  private final Progress progress;
  private final ReadingPlace start;
  private final long last;
  private final boolean hasLinesBehind;

  LogSearch(SearchedLog log, LogQuery query, int maxLines, Progress progress) {
    this.log = log;
    this.query = query;
    this.maxLines = maxLines;
    this.progress = progress;
    Extent extent = log.extent();
    ReadingPlace place = ReadingPlace.of(query.after(), log.epoch(), extent);
    Extent run = readsOn() ? log.runBehind(place.after()) : extent;
    this.start = readsOn() ? place.upTo(run.first(), log.epoch()) : place;
    this.last = run.last();
    this.hasLinesBehind = run.last() < extent.last();
  }

  LogPage page() {
    boolean known = query.filter().isNone() && inOrderOfLog() && !log.mayHaveHoles();
    return known ? counted() : searched();
  }

  /** Whoever reads line by line is told of a hole: a page ends there, and the next has the gap. */
  private boolean readsOn() {
    return log.mayHaveHoles() && query.filter().isNone() && inOrderOfLog() && !query.descending()
        && query.offset() == 0;
  }

  private boolean inOrderOfLog() {
    return query.sortBy() == SortBy.CREATED_AT;
  }

  /** The page is where arithmetic says. */
  private LogPage counted() {
    long total = last - start.after();
    long skipped = Math.min(query.offset(), total);
    int size = (int) Math.min(query.limit(), total - skipped);
    long from = query.descending() ? last - skipped - size : start.after() + skipped;
    AnswerLines answer = read(from, from + size);
    List<StoredLine> lines = answer.all();
    long next = answer.isFull() ? lines.getLast().position() : from + size;
    return page(lines, answer.isFull() || skipped + size < total, total, lines.size(),
        query.descending() ? last : next, null);
  }

  /** Forwards even if the newest come first: of those it keeps what the answer has room for. */
  private AnswerLines read(long after, long upTo) {
    AnswerLines answer = new AnswerLines();
    for (List<StoredLine> part : log.parts(after, upTo)) {
      part.forEach(query.descending() ? answer::addFirst : answer::addLast);
      if (answer.isFull() && !query.descending()) {
        return answer;
      }
    }
    return answer;
  }

  private LogPage searched() {
    boolean newestFirst = inOrderOfLog() && query.descending();
    Picks picks = Picks.of(query, log);
    long after = start.after();
    long upTo = last;
    long looked = 0;
    boolean finished = after == upTo;
    Stopped stopped = null;
    while (!finished && stopped == null) {
      Scan scan = log.scan(query.filter(), after, upTo, newestFirst,
          (int) Math.min(STEP, maxLines - looked));
      scan.matches().forEach(picks::add);
      looked += scan.looked();
      finished = scan.finished();
      after = newestFirst ? after : scan.reached();
      upTo = newestFirst ? scan.reached() - 1 : upTo;
      long of = last - start.after();
      boolean goOn = progress.at(of - (upTo - after), of, picks.count());
      stopped = finished ? null : stopped(goOn, looked);
    }
    List<StoredLine> lines = picks.page();
    boolean moreFound = picks.hasMore();
    long next = newestFirst ? last : after;
    boolean isAll = stopped == null && !hasLinesBehind;
    return page(lines, moreFound || !isAll, isAll ? picks.count() : null, looked,
        inOrderOfLog() && !newestFirst && moreFound ? lines.getLast().position() : next, stopped);
  }

  private @Nullable Stopped stopped(boolean goOn, long looked) {
    if (!goOn) {
      return Stopped.CANCELLED;
    }
    return looked >= maxLines ? Stopped.BOUND : null;
  }

  private LogPage page(List<StoredLine> lines, boolean hasMore, @Nullable Long total, long scanned,
      long next, @Nullable Stopped stopped) {
    return new LogPage(log.epoch(), lines, hasMore, total, scanned, new Cursor(log.epoch(), next),
        stopped, start.gap());
  }
}
