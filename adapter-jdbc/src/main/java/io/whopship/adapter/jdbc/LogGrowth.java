package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.DeploymentLogs.Appended;
import io.whopship.ports.model.deploy.Status;
import io.whopship.ports.model.logs.LogLimits;
import io.whopship.ports.model.logs.LogLine;
import java.util.ArrayList;
import java.util.List;

/** What a log gets within a transaction, which has locked the deployment's row. */
final class LogGrowth {

  private final LogEnd before;
  private final List<LogLine> added = new ArrayList<>();
  private LogEnd end;

  LogGrowth(LogEnd before) {
    this.before = before;
    this.end = before;
  }

  /** Takes lines, all or none. */
  Appended add(List<LogLine> lines, LogLimits limits) {
    Status complete = before.complete();
    if (complete != null) {
      return new Appended.Complete(complete);
    }
    LogEnd next = end.behind(lines);
    if (next.lines() > limits.lines() || next.bytes() > limits.bytes()) {
      return new Appended.Full();
    }
    added.addAll(lines);
    end = next;
    return new Appended.Upto(end.lines());
  }

  void write(LogWriting writing) {
    writing.append(before, added);
  }
}
