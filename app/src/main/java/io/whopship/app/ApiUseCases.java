package io.whopship.app;

import io.whopship.adapter.http.UseCases;
import io.whopship.core.ControlPlane;

/** What of the core the API serves. */
final class ApiUseCases {

  private ApiUseCases() {}

  static UseCases of(ControlPlane core) {
    var deployments = new UseCases.ForDeployments(core.createDeployment(), core.uploadArtifact(),
        core.triggerDeployment(), core.findDeployment(), core.listDeployments(),
        core.readDeploymentLog(), core.deleteDeployment());
    var apps = new UseCases.ForApps(core.createApp(), core.listApps(), core.findApp(),
        core.updateApp(), core.deleteApp());
    var logs = new UseCases.ForLogs(core.logs().follow(), core.logs().query(),
        core.logs().append(), core.logs().watch());
    var agents = new UseCases.ForAgents(core.agents().invite(), core.agents().connect(),
        core.agents().see(), core.agents().containers(), core.servers().serve());
    return new UseCases(deployments, apps, logs, agents, core.authenticate(), core.passes(),
        core.issueToken(), core.checkHealth());
  }
}
