package io.whopship.core.logs;

import io.whopship.ports.driving.logs.AppendLog;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.identity.Caller;
import java.util.List;

final class AppendLogService implements AppendLog {

  @Override
  public Outcome append(Caller caller, DeploymentId deployment, List<Entry> lines) {
    throw new UnsupportedOperationException("not yet");
  }
}
