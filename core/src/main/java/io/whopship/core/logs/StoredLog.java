package io.whopship.core.logs;

import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.driven.DeploymentLogs.Extent;
import io.whopship.ports.driven.DeploymentLogs.Scan;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.logs.LogFilter;
import io.whopship.ports.model.logs.StoredLine;
import java.util.List;

/** The log of a deployment, in the store. */
record StoredLog(DeploymentLogs logs, Deployment deployment) implements SearchedLog {

  @Override
  public String epoch() {
    return DeploymentEpoch.of(deployment);
  }

  @Override
  public Extent extent() {
    return logs.extent(deployment.id());
  }

  @Override
  public boolean mayHaveHoles() {
    return false;
  }

  @Override
  public Extent runBehind(long after) {
    return new Extent(after + 1, extent().last());
  }

  @Override
  public List<StoredLine> read(long after, int limit) {
    return logs.read(deployment.id(), after, limit);
  }

  @Override
  public Scan scan(LogFilter filter, long after, long upTo, boolean newestFirst, int maxLines) {
    return logs.scan(deployment.id(), filter, after, upTo, newestFirst, maxLines);
  }
}
