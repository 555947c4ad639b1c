package io.whopship.ports.driving.logs;

import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.rollout.ReleaseName;
import java.util.List;

/** Takes what running workers say, for those who follow them. */
public interface CollectWorkerLog {

  /** As {@link io.whopship.ports.driven.WorkerLogs#accept} has it. */
  void accept(ReleaseName release, String epoch, long first, List<LogLine> lines);
}
