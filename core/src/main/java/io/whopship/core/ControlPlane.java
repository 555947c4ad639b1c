package io.whopship.core;

import io.whopship.ports.driven.ArtifactReader;
import io.whopship.ports.driven.ArtifactStore;
import io.whopship.ports.driven.DeploymentObserver;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.Ids;
import io.whopship.ports.driven.Signals;
import io.whopship.ports.driven.Stores;
import io.whopship.ports.driven.Timer;
import io.whopship.ports.driven.TrafficFigures;
import io.whopship.ports.driven.WorkerLogSource;
import io.whopship.ports.driven.servers.AgentLeases;
import io.whopship.ports.driven.servers.Peers;
import io.whopship.ports.driven.servers.Servers;
import io.whopship.ports.driven.webhooks.EventBodies;
import io.whopship.ports.driven.webhooks.WebhookSender;
import io.whopship.ports.driving.AdvanceDeployment;
import io.whopship.ports.driving.AnswerOnce;
import io.whopship.ports.driving.Authenticate;
import io.whopship.ports.driving.CheckArtifact;
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
import io.whopship.ports.driving.KeepArtifacts;
import io.whopship.ports.driving.ListApps;
import io.whopship.ports.driving.ListDeployments;
import io.whopship.ports.driving.Passes;
import io.whopship.ports.driving.ReadDeploymentLog;
import io.whopship.ports.driving.ReportIncident;
import io.whopship.ports.driving.RestoreSites;
import io.whopship.ports.driving.RollBack;
import io.whopship.ports.driving.TellRoute;
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
import io.whopship.ports.driving.logs.CollectWorkerLog;
import io.whopship.ports.driving.logs.FollowLog;
import io.whopship.ports.driving.logs.KeepLogs;
import io.whopship.ports.driving.logs.QueryLog;
import io.whopship.ports.driving.logs.WatchStreams;
import io.whopship.ports.driving.servers.JoinServers;
import io.whopship.ports.driving.servers.ServePeers;
import io.whopship.ports.driving.webhooks.DeliverWebhooks;
import io.whopship.ports.driving.webhooks.ManageWebhooks;
import io.whopship.ports.driving.webhooks.SeeDeliveries;
import io.whopship.ports.driving.webhooks.TryWebhook;
import io.whopship.ports.model.apps.SiteAddresses;
import io.whopship.ports.model.artifact.ArtifactLimits;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.logs.LogSettings;
import io.whopship.ports.model.rollout.ProbeSettings;
import io.whopship.ports.model.rollout.RolloutPlan;
import io.whopship.ports.model.servers.RunningServer;
import io.whopship.ports.model.servers.ServerName;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;

/**
 * All that WhopShip can do, by what it is done to. Keeps a cache, the last lines of what runs, and
 * who is connected. What another server writes reaches viewers by {@link Signals}. May be used by
 * many threads at once, as far as the ports may.
 */
public record ControlPlane(ForApps apps, ForDeployments deployments, ForRollouts rollouts,
    ForLogs logs, ForAgents agents, ForWebhooks webhooks, ForAccess access, ReadAuditLog audit,
    ForServers servers, ForWork work, ForUpkeep upkeep) {

  /** Puts everything together, for the only server of a database. */
  public static ControlPlane assemble(Ports ports, Settings settings) {
    return assemble(ports, Neighbours.NONE, settings);
  }

  /** Puts everything together, and listens to other servers. Calls nothing else yet. */
  public static ControlPlane assemble(Ports ports, Neighbours neighbours, Settings settings) {
    return new Assembly(ports, neighbours, settings).controlPlane();
  }

  /** All that can be done with apps. */
  public record ForApps(CreateApp create, ListApps list, FindApp find, UpdateApp update,
      DeleteApp delete) {}

  /** All that can be done with deployments. */
  public record ForDeployments(CreateDeployment create, CheckArtifact check, UploadArtifact upload,
      TriggerDeployment trigger, FindDeployment find, ListDeployments list, WatchDeployment watch,
      ReadDeploymentLog readLog, DeleteDeployment delete) {}

  /** All that can be done with the traffic of deployments. */
  public record ForRollouts(ControlRollout control, RollBack rollBack, ExplainDeployment explain) {}

  /** All that can be done with logs. */
  public record ForLogs(FollowLog follow, QueryLog query, AppendLog append,
      CollectWorkerLog collect, WatchStreams watch, KeepLogs keep) {}

  /** All that can be done with agents and their containers. */
  public record ForAgents(InviteAgent invite, ConnectAgent connect, SeeAgents see,
      ControlContainers containers) {}

  /** All that can be done with webhooks. */
  public record ForWebhooks(ManageWebhooks manage, TryWebhook attempt, SeeDeliveries deliveries,
      DeliverWebhooks deliver) {}

  /** Who may come in, and what was answered to whom. */
  public record ForAccess(Authenticate authenticate, IssueToken issueToken, Passes passes,
      AnswerOnce answerOnce) {}

  /** All that makes this server one of many on a database. */
  public record ForServers(JoinServers join, ServePeers serve) {}

  /** What whoever runs the work queue calls. */
  public record ForWork(AdvanceDeployment advance, TellRoute tellRoute) {}

  /** What whoever runs a server calls: at its start, now and then, and when something broke. */
  public record ForUpkeep(RestoreSites restoreSites, CheckHealth checkHealth,
      KeepArtifacts keepArtifacts, ReportIncident reportIncident) {}

  /** This server, and the others on its database. */
  public record Neighbours(RunningServer self, Servers servers, AgentLeases leases, Peers peers) {

    /** For the only server of a database: none is looked for. */
    public static final Neighbours NONE = new Neighbours(
        new RunningServer(new ServerName("local"), new UUID(0, 0), "local",
            URI.create("http://localhost"), Set.of(), Instant.EPOCH),
        Servers.NONE, AgentLeases.NONE, Peers.NONE);
  }

  /**
   * What WhopShip needs of the world. The work queue is not among it: what a deployment is to do
   * next is written by {@link Deployments#record}, and whoever runs the queue calls
   * {@link AdvanceDeployment}.
   */
  public record Ports(Stores stores, ArtifactStore artifactStore, ArtifactReader artifactReader,
      Edge edge, TrafficFigures figures, WorkerLogSource workerLogs, EventBodies eventBodies,
      WebhookSender webhookSender, Signals signals, DeploymentObserver observer, Ids ids,
      Timer timer, InstantSource clock) {}

  /**
   * What an operator may choose.
   *
   * @param apiUrl where callers reach the API, as they see it: without it no upload URL can be
   * given
   * @param plan for deployments to come; each keeps the plan it was created with
   * @param keptReleases how many releases without traffic stay on the edge, 1 or more: the one that
   * had the traffic before must be there to go back to
   * @param artifactAge artifacts of deployments that are over go when they are older than this, if
   * their releases have no traffic and are not kept
   * @param maxAttempts how often a step is tried while something it needs cannot be reached
   * @param signingKey signs upload URLs, sessions and tickets; 16 characters or more, the same on
   * all servers behind one address
   * @param auditAge entries of the audit log go when they are older than this
   * @param deploymentsPerHour so many deployments of one app may be created in any hour, those that
   * were deleted since not counted; 0 for any number
   */
  public record Settings(URI apiUrl, SiteAddresses sites, RolloutPlan plan, ArtifactLimits limits,
      ProbeSettings probe, int keptReleases, Duration artifactAge, int maxAttempts,
      Secret signingKey, LogSettings logs, Duration auditAge, int deploymentsPerHour) {

    public static final int MIN_SIGNING_KEY = 16;
    public static final int DEFAULT_KEPT_RELEASES = 3;
    public static final Duration DEFAULT_ARTIFACT_AGE = Duration.ofDays(30);
    public static final Duration DEFAULT_AUDIT_AGE = Duration.ofDays(400);
    public static final int DEFAULT_DEPLOYMENTS_PER_HOUR = 10;

    public Settings {
      require("keptReleases", keptReleases);
      requirePositive("artifactAge", artifactAge);
      requirePositive("auditAge", auditAge);
      require("maxAttempts", maxAttempts);
      if (deploymentsPerHour < 0) {
        throw new IllegalArgumentException(
            "deploymentsPerHour must be 0 or more, but is " + deploymentsPerHour);
      }
      if (signingKey.reveal().length() < MIN_SIGNING_KEY) {
        throw new IllegalArgumentException("signingKey must have at least " + MIN_SIGNING_KEY
            + " characters, but has " + signingKey.reveal().length());
      }
    }

    /** The defaults, for what only the caller knows. */
    public static Settings defaults(URI apiUrl, SiteAddresses sites, Secret signingKey) {
      return new Settings(apiUrl, sites, RolloutPlan.DEFAULT, ArtifactLimits.DEFAULT,
          ProbeSettings.DEFAULT, DEFAULT_KEPT_RELEASES, DEFAULT_ARTIFACT_AGE, 8, signingKey,
          LogSettings.DEFAULT, DEFAULT_AUDIT_AGE, DEFAULT_DEPLOYMENTS_PER_HOUR);
    }

    public Settings withPlan(RolloutPlan newPlan) {
      return new Settings(apiUrl, sites, newPlan, limits, probe, keptReleases, artifactAge,
          maxAttempts, signingKey, logs, auditAge, deploymentsPerHour);
    }

    public Settings withLimits(ArtifactLimits newLimits) {
      return new Settings(apiUrl, sites, plan, newLimits, probe, keptReleases, artifactAge,
          maxAttempts, signingKey, logs, auditAge, deploymentsPerHour);
    }

    public Settings withKeptReleases(int number) {
      return new Settings(apiUrl, sites, plan, limits, probe, number, artifactAge, maxAttempts,
          signingKey, logs, auditAge, deploymentsPerHour);
    }

    public Settings withArtifactAge(Duration age) {
      return new Settings(apiUrl, sites, plan, limits, probe, keptReleases, age, maxAttempts,
          signingKey, logs, auditAge, deploymentsPerHour);
    }

    public Settings withLogs(LogSettings newLogs) {
      return new Settings(apiUrl, sites, plan, limits, probe, keptReleases, artifactAge,
          maxAttempts, signingKey, newLogs, auditAge, deploymentsPerHour);
    }

    public Settings withAuditAge(Duration age) {
      return new Settings(apiUrl, sites, plan, limits, probe, keptReleases, artifactAge,
          maxAttempts,
          signingKey, logs, age, deploymentsPerHour);
    }

    public Settings withDeploymentsPerHour(int number) {
      return new Settings(apiUrl, sites, plan, limits, probe, keptReleases, artifactAge,
          maxAttempts, signingKey, logs, auditAge, number);
    }

    public Settings withProbe(ProbeSettings newProbe) {
      return new Settings(apiUrl, sites, plan, limits, newProbe, keptReleases, artifactAge,
          maxAttempts, signingKey, logs, auditAge, deploymentsPerHour);
    }
  }

  private static void require(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be 1 or more, but is " + value);
    }
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be more than nothing, but is " + value);
    }
  }
}
