package io.whopship.core.deployments;

import io.whopship.core.access.Access;
import io.whopship.core.access.Access.ToDeployment;
import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.driving.ReadDeploymentLog;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.identity.Caller;

public final class ReadDeploymentLogService implements ReadDeploymentLog {

  private final Access access;
  private final DeploymentLogs logs;

  public ReadDeploymentLogService(Access access, DeploymentLogs logs) {
    this.access = access;
    this.logs = logs;
  }

  @Override
  public Outcome read(Caller caller, DeploymentId id, long after, int limit) {
    return switch (access.deployment(caller, id)) {
      case ToDeployment.Granted granted -> new Outcome.Found(logs.read(id, after, limit));
      case ToDeployment.Denied() -> new Outcome.NotYours();
      case ToDeployment.Absent() -> new Outcome.NoSuchDeployment();
    };
  }
}
