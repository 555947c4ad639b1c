package io.whopship.ports.driven;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Status;
import io.whopship.ports.model.logs.LogFilter;
import io.whopship.ports.model.logs.LogLimits;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogRetention;
import io.whopship.ports.model.logs.StoredLine;
import java.time.Instant;
import java.util.List;

/**
 * The logs of deployments, kept until retention takes their oldest lines. Lines are written by
 * {@link Deployments#record} together with a change, and by {@link #append} alone.
 */
public interface DeploymentLogs {

  /** Bytes of texts that a read or a look brings, more or less. */
  int MAX_PART = 256 * 1024;

  /**
   * Adds lines behind those already there, and returns once they are as durable as a recorded
   * change. Many callers share one write: a line is written at once if nothing else is being
   * written, and as soon as the write before it is over otherwise. Lines of one call stay together;
   * calls of one thread stay in order.
   *
   * <p>
   * All or none are written. Once a change that completes the deployment is recorded, none are.
   *
   * @param limits of the whole log, its removed lines included; lines of changes count, but are
   * never refused
   */
  Appended append(DeploymentId deployment, List<LogLine> lines, LogLimits limits);

  /** Adds lines, however long the log is. */
  default Appended append(DeploymentId deployment, List<LogLine> lines) {
    return append(deployment, lines, LogLimits.NONE);
  }

  /** What became of lines. */
  sealed interface Appended {

    /** They are written; the last of them has this position. */
    record Upto(long position) implements Appended {}

    /** The deployment is active or failed, and its log complete. Nothing was written. */
    record Complete(Status status) implements Appended {}

    /** The log would be beyond its limits. Nothing was written. */
    record Full() implements Appended {}

    /** The deployment is gone. Nothing was written. */
    record NoSuchDeployment() implements Appended {}
  }

  /**
   * The lines behind a position, in their order. There is no hole between them; lines that were
   * removed are left out, so the first may be further behind. Takes as long for a long log as for a
   * short one. Ends once the lines have about {@value #MAX_PART} bytes of text, so that fewer lines
   * than asked for do not say that there are no more: only none do.
   *
   * @param after the position of the last line already known, 0 for none
   * @param limit at most so many
   * @return empty if there are none, or no such deployment
   */
  List<StoredLine> read(DeploymentId deployment, long after, int limit);

  /** Which lines there are; {@link Extent#NONE} if there is no such deployment. */
  Extent extent(DeploymentId deployment);

  /**
   * The lines there are.
   *
   * @param first the position of the oldest line that is kept; one more than {@code last} if none
   * is
   * @param last the position of the last line ever written, 0 if there was none
   */
  record Extent(long first, long last) {

    public static final Extent NONE = new Extent(1, 0);
  }

  /**
   * The position right before the first line that is later than a time; that of the last line if
   * none is.
   */
  long positionAt(DeploymentId deployment, Instant time);

  /**
   * Looks through part of a log for lines that match. What summaries of many lines rule out is
   * passed over without being looked at. Ends, too, once the matches have about {@value #MAX_PART}
   * bytes of text.
   *
   * @param after only lines behind this position
   * @param upTo only lines up to this position
   * @param newestFirst whether to begin at the end
   * @param maxLines to look at; one part of a log may be looked at a little further than this
   */
  Scan scan(DeploymentId deployment, LogFilter filter, long after, long upTo, boolean newestFirst,
      int maxLines);

  /**
   * What a look brought.
   *
   * @param matches in the order of the look
   * @param looked how many lines were looked at
   * @param reached the last position that has been considered; the next look goes on behind it, or
   * before it if the newest come first
   * @param finished whether all was considered
   */
  record Scan(List<StoredLine> matches, long looked, long reached, boolean finished) {

    public Scan {
      matches = List.copyOf(matches);
    }
  }

  /**
   * Removes what is older than retention allows at this time, then the oldest lines of apps that
   * have too many bytes, and packs what was written in small pieces. Whoever reads or writes
   * meanwhile notices nothing else. Lines are removed in pieces, so a few that are too old may
   * stay; positions do not change.
   */
  Kept keep(LogRetention retention, Instant now);

  /** What was done: lines removed, and pieces that are fewer by packing. */
  record Kept(long removedLines, long packedPieces) {}
}
