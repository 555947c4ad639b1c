package io.whopship.adapter.http;

import io.whopship.ports.driving.Authenticate;
import io.whopship.ports.driving.CheckHealth;
import io.whopship.ports.driving.CreateApp;
import io.whopship.ports.driving.CreateDeployment;
import io.whopship.ports.driving.DeleteApp;
import io.whopship.ports.driving.DeleteDeployment;
import io.whopship.ports.driving.FindApp;
import io.whopship.ports.driving.FindDeployment;
import io.whopship.ports.driving.IssueToken;
import io.whopship.ports.driving.ListApps;
import io.whopship.ports.driving.ListDeployments;
import io.whopship.ports.driving.ReadDeploymentLog;
import io.whopship.ports.driving.TriggerDeployment;
import io.whopship.ports.driving.UpdateApp;
import io.whopship.ports.driving.UploadArtifact;

/** The driving ports that the API serves. */
public record UseCases(ForDeployments deployments, ForApps apps, Authenticate authenticate,
    IssueToken issueToken, CheckHealth checkHealth) {

  /** What can be done with deployments. */
  public record ForDeployments(CreateDeployment create, UploadArtifact upload,
      TriggerDeployment trigger, FindDeployment find, ListDeployments list,
      ReadDeploymentLog readLog, DeleteDeployment delete) {}

  /** What can be done with apps. */
  public record ForApps(CreateApp create, ListApps list, FindApp find, UpdateApp update,
      DeleteApp delete) {}
}
