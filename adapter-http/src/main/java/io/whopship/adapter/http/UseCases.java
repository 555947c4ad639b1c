package io.whopship.adapter.http;

import io.whopship.ports.driving.AnswerOnce;
import io.whopship.ports.driving.Authenticate;
import io.whopship.ports.driving.CheckHealth;
import io.whopship.ports.driving.ControlRollout;
import io.whopship.ports.driving.CreateApp;
import io.whopship.ports.driving.CreateDeployment;
import io.whopship.ports.driving.DeleteApp;
import io.whopship.ports.driving.DeleteDeployment;
import io.whopship.ports.driving.ExplainDeployment;
import io.whopship.ports.driving.FindApp;
import io.whopship.ports.driving.FindDeployment;
import io.whopship.ports.driving.IssueToken;
import io.whopship.ports.driving.ListApps;
import io.whopship.ports.driving.ListDeployments;
import io.whopship.ports.driving.Passes;
import io.whopship.ports.driving.ReadDeploymentLog;
import io.whopship.ports.driving.RollBack;
import io.whopship.ports.driving.TriggerDeployment;
import io.whopship.ports.driving.UpdateApp;
import io.whopship.ports.driving.UploadArtifact;
import io.whopship.ports.driving.WatchDeployment;
import io.whopship.ports.driving.agents.ConnectAgent;
import io.whopship.ports.driving.agents.ControlContainers;
import io.whopship.ports.driving.agents.InviteAgent;
import io.whopship.ports.driving.agents.SeeAgents;
import io.whopship.ports.driving.audit.ReadAuditLog;
import io.whopship.ports.driving.logs.AppendLog;
import io.whopship.ports.driving.logs.FollowLog;
import io.whopship.ports.driving.logs.QueryLog;
import io.whopship.ports.driving.logs.WatchStreams;
import io.whopship.ports.driving.servers.ServePeers;
import io.whopship.ports.driving.webhooks.ManageWebhooks;
import io.whopship.ports.driving.webhooks.SeeDeliveries;
import io.whopship.ports.driving.webhooks.TryWebhook;

/** The driving ports that the API serves. */
public record UseCases(ForDeployments deployments, ForRollouts rollouts, ForApps apps, ForLogs logs,
    ForAgents agents, Authenticate authenticate, Passes passes, AnswerOnce answerOnce,
    IssueToken issueToken, CheckHealth checkHealth, ForWebhooks webhooks, ReadAuditLog audit) {

  /** What can be done with deployments. */
  public record ForDeployments(CreateDeployment create, UploadArtifact upload,
      TriggerDeployment trigger, FindDeployment find, ListDeployments list,
      ReadDeploymentLog readLog, DeleteDeployment delete, WatchDeployment watch) {}

  /** What can be done with rollouts. */
  public record ForRollouts(ControlRollout control, RollBack rollBack, ExplainDeployment explain) {}

  /** What can be done with apps. */
  public record ForApps(CreateApp create, ListApps list, FindApp find, UpdateApp update,
      DeleteApp delete) {}

  /** What can be done with logs. */
  public record ForLogs(FollowLog follow, QueryLog query, AppendLog append, WatchStreams watch) {}

  /** What can be done with agents and their containers, by callers and by other servers. */
  public record ForAgents(InviteAgent invite, ConnectAgent connect, SeeAgents see,
      ControlContainers containers, ServePeers peers) {}

  /** What can be done with webhooks. */
  public record ForWebhooks(ManageWebhooks manage, TryWebhook attempt, SeeDeliveries deliveries) {}
}
