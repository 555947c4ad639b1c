package io.whopship.ports.driven;

import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.rollout.ReleaseName;
import java.util.List;

/** Told by an edge what running workers say. */
@FunctionalInterface
public interface WorkerLogs {

  /** Whoever wants none. */
  WorkerLogs IGNORED = (release, epoch, first, lines) -> {
  };

  /**
   * Takes lines of a release, in order. Called from any thread, for one release never by two at a
   * time; does not block.
   *
   * @param epoch the numbering that the positions belong to; another one than before says that the
   * edge lost count
   * @param first the position of the first of the lines; if it is not the one behind the last line
   * given before, those between were lost
   */
  void accept(ReleaseName release, String epoch, long first, List<LogLine> lines);
}
