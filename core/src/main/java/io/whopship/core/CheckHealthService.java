package io.whopship.core;

import com.google.common.collect.ImmutableMap;
import io.whopship.ports.driven.Checkable;
import io.whopship.ports.driven.Checkable.Check;
import io.whopship.ports.driving.CheckHealth;
import java.util.Map;

final class CheckHealthService implements CheckHealth {

  private final Checkable deployments;
  private final Checkable artifacts;
  private final Checkable edge;

  CheckHealthService(Checkable deployments, Checkable artifacts, Checkable edge) {
    this.deployments = deployments;
    this.artifacts = artifacts;
    this.edge = edge;
  }

  @Override
  public Map<String, Check> check() {
    return ImmutableMap.of(
        "deployments", deployments.check(),
        "artifacts", artifacts.check(),
        "edge", edge.check());
  }

  @Override
  public Map<String, Check> checkNeeded() {
    return ImmutableMap.of("deployments", deployments.check());
  }
}
