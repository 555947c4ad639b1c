package io.whopship.app;

import io.whopship.adapter.http.UseCases;
import io.whopship.core.ControlPlane;
import io.whopship.ports.driving.logs.FollowLog;

/** What of the core the API serves. */
final class ApiUseCases {

  private ApiUseCases() {}

  static UseCases of(ControlPlane core) {
    return of(core, core.logs().follow());
  }

  /** The same, with another way to follow logs. */
  static UseCases of(ControlPlane core, FollowLog follow) {
    var deployments = new UseCases.ForDeployments(core.deployments().create(),
        core.deployments().upload(),
        core.deployments().trigger(), core.deployments().find(), core.deployments().list(),
        core.deployments().readLog(), core.deployments().delete(), core.deployments().watch());
    var rollouts = new UseCases.ForRollouts(core.rollouts().control(), core.rollouts().rollBack(),
        core.rollouts().explain());
    var apps = new UseCases.ForApps(core.apps().create(), core.apps().list(), core.apps().find(),
        core.apps().update(), core.apps().delete());
    var logs = new UseCases.ForLogs(follow, core.logs().query(),
        core.logs().append(), core.logs().watch());
    var agents = new UseCases.ForAgents(core.agents().invite(), core.agents().connect(),
        core.agents().see(), core.agents().containers(), core.servers().serve());
    var webhooks = new UseCases.ForWebhooks(core.webhooks().manage(), core.webhooks().attempt(),
        core.webhooks().deliveries());
    return new UseCases(deployments, rollouts, apps, logs, agents, core.access().authenticate(),
        core.access().passes(), core.access().answerOnce(), core.access().issueToken(),
        core.upkeep().checkHealth(), webhooks,
        core.audit());
  }
}
