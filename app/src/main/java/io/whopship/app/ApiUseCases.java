package io.whopship.app;

import io.whopship.adapter.http.UseCases;
import io.whopship.core.ControlPlane;

/** What of the core the API serves. */
final class ApiUseCases {

  private ApiUseCases() {}

  static UseCases of(ControlPlane core) {
    var deployments = new UseCases.ForDeployments(core.createDeployment(), core.uploadArtifact(),
        core.triggerDeployment(), core.findDeployment(), core.listDeployments(),
        core.readDeploymentLog(), core.deleteDeployment(), core.watchDeployment());
    var rollouts = new UseCases.ForRollouts(core.controlRollout(), core.rollBack(),
        core.explainDeployment());
    var apps = new UseCases.ForApps(core.createApp(), core.listApps(), core.findApp(),
        core.updateApp(), core.deleteApp());
    var logs = new UseCases.ForLogs(core.logs().follow(), core.logs().query(),
        core.logs().append(), core.logs().watch());
    var agents = new UseCases.ForAgents(core.agents().invite(), core.agents().connect(),
        core.agents().see(), core.agents().containers(), core.servers().serve());
    var webhooks = new UseCases.ForWebhooks(core.webhooks().manage(), core.webhooks().attempt(),
        core.webhooks().deliveries());
    return new UseCases(deployments, rollouts, apps, logs, agents, core.authenticate(),
        core.passes(), core.answerOnce(), core.issueToken(), core.checkHealth(), webhooks,
        core.audit());
  }
}
