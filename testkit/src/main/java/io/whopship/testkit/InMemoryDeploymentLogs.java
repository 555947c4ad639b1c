package io.whopship.testkit;

import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.logs.StoredLine;
import java.util.List;

/** The deployments' logs of an {@link InMemoryStore}. */
final class InMemoryDeploymentLogs implements DeploymentLogs {

  private final StoreState state;

  InMemoryDeploymentLogs(StoreState state) {
    this.state = state;
  }

  @Override
  public List<StoredLine> read(DeploymentId deployment, long after, int limit) {
    synchronized (state) {
      return state.lines.getOrDefault(deployment, List.of())
          .stream()
          .filter(line -> line.position() > after)
          .limit(limit)
          .toList();
    }
  }
}
