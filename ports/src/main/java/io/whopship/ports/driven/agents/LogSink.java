package io.whopship.ports.driven.agents;

import io.whopship.ports.model.logs.LogLine;
import java.util.List;

/** Takes what a source says. Called by one thread at a time; does not block. */
public interface LogSink {

  /**
   * Takes lines, in order.
   *
   * @param epoch the numbering that the positions belong to; another one than before says that the
   * source began anew
   * @param first the position of the first line; if it is not the one behind the last line given
   * before, those between were lost. Lines that were given before are left out
   */
  void accept(String epoch, long first, List<LogLine> lines);

  /**
   * Says that lines cannot be had now, and why, for people. The source may go on with lines later.
   */
  void failed(String reason);
}
