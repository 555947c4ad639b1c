package io.whopship.core.deployments;

import io.whopship.ports.driven.Signals.Signal;
import io.whopship.ports.driving.WatchDeployment;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Deployment;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who waits for a change of a deployment. Safe for use by many threads. */
public final class DeploymentWatches implements WatchDeployment {

  private final Map<AppId, Set<Waiting>> watched = new ConcurrentHashMap<>();

  @Override
  public Watch watch(Deployment deployment, Runnable changed) {
    Waiting waiting = new Waiting(deployment.id(), changed);
    AppId app = deployment.app();
    watched.compute(app, (same, known) -> {
      Set<Waiting> all = known == null ? ConcurrentHashMap.newKeySet() : known;
      all.add(waiting);
      return all;
    });
    return () -> watched.computeIfPresent(app, (same, all) -> {
      all.remove(waiting);
      return all.isEmpty() ? null : all;
    });
  }

  /** A deployment of it has another state, and it maybe another route. */
  void moved(AppId app) {
    watched.getOrDefault(app, Set.of()).forEach(waiting -> waiting.changed.run());
  }

  /** One is gone, or was written to by another server. */
  public void changed(DeploymentId deployment) {
    watched.values()
        .forEach(all -> all.stream()
            .filter(waiting -> waiting.deployment.equals(deployment))
            .forEach(waiting -> waiting.changed.run()));
  }

  /** Of another server. */
  public void heard(Signal signal) {
    switch (signal) {
      case Signal.DeploymentChanged(DeploymentId deployment) -> changed(deployment);
      case Signal.AppChanged(AppId app) -> moved(app);
      case Signal.Anything() ->
        watched.values().forEach(all -> all.forEach(waiting -> waiting.changed.run()));
      case Signal.WorkIsDue() -> {
      }
    }
  }

  /** No record: two who wait for the same are two. */
  private static final class Waiting {
    private final DeploymentId deployment;
    private final Runnable changed;

    Waiting(DeploymentId deployment, Runnable changed) {
      this.deployment = deployment;
      this.changed = changed;
    }
  }
}
