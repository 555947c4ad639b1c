package io.whopship.core.logs;

import io.whopship.ports.driving.logs.CollectWorkerLog;
import io.whopship.ports.driving.logs.FollowLog;
import io.whopship.ports.driving.logs.WatchStreams;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogStart;
import io.whopship.ports.model.logs.LogSubject;
import io.whopship.ports.model.rollout.ReleaseName;
import java.util.List;

/** Where sources of lines and viewers meet. */
final class LogHub implements FollowLog, CollectWorkerLog, WatchStreams {

  @Override
  public FollowLog.Outcome follow(Caller caller, LogSubject subject, LogStart start,
      Runnable wake) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public void accept(ReleaseName release, String epoch, long first, List<LogLine> lines) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public WatchStreams.Outcome streams(Caller caller, AgentId agent) {
    throw new UnsupportedOperationException("not yet");
  }
}
