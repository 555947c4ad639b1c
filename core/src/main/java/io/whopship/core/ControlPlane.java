package io.whopship.core;

import io.whopship.core.access.Access;
import io.whopship.core.access.PeerPasses;
import io.whopship.core.agents.AgentUseCases;
import io.whopship.core.agents.ConnectedHosts;
import io.whopship.core.agents.Neighbourhood;
import io.whopship.core.artifact.ArtifactJudge;
import io.whopship.core.artifact.CheckArtifactService;
import io.whopship.core.artifact.VerifiedArtifacts;
import io.whopship.core.audit.AuditedAccess;
import io.whopship.core.audit.AuditedApps;
import io.whopship.core.audit.AuditedDeployments;
import io.whopship.core.audit.AuditedRollouts;
import io.whopship.core.audit.AuditedWebhooks;
import io.whopship.core.audit.Pen;
import io.whopship.core.audit.ReadAuditLogService;
import io.whopship.core.logs.LogHub;
import io.whopship.core.logs.LogUseCases;
import io.whopship.core.servers.ServerUseCases;
import io.whopship.core.webhooks.WebhookUseCases;
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
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.apps.SiteAddresses;
import io.whopship.ports.model.artifact.ArtifactLimits;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.logs.LogSettings;
import io.whopship.ports.model.rollout.RolloutPlan;
import io.whopship.ports.model.servers.RunningServer;
import io.whopship.ports.model.servers.ServerName;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * All that WhopShip can do, put together over the ports it is given. Keeps a cache, the last lines
 * of what runs, and who is connected. What another server writes reaches viewers by
 * {@link Signals}. May be used by many threads at once, as far as the ports may.
 */
public record ControlPlane(AdvanceDeployment advanceDeployment, Authenticate authenticate,
    CheckArtifact checkArtifact, CheckHealth checkHealth, ControlRollout controlRollout,
    CreateApp createApp, CreateDeployment createDeployment, DeleteApp deleteApp,
    DeleteDeployment deleteDeployment, ExplainDeployment explainDeployment, FindApp findApp,
    FindDeployment findDeployment, IssueToken issueToken,
    KeepArtifacts keepArtifacts,
    ListApps listApps, ListDeployments listDeployments, ReadDeploymentLog readDeploymentLog,
    ReportIncident reportIncident, RestoreSites restoreSites, RollBack rollBack,
    TellRoute tellRoute, TriggerDeployment triggerDeployment, UpdateApp updateApp,
    UploadArtifact uploadArtifact, WatchDeployment watchDeployment, Passes passes,
    AnswerOnce answerOnce, ForLogs logs, ForAgents agents, ForWebhooks webhooks,
    ReadAuditLog audit, ForServers servers) {

  /** So many lines of a release are quoted when its gate fails. */
  private static final int LAST_LINES = 20;

  /** Puts everything together, for the only server of a database. */
  public static ControlPlane assemble(Ports ports, Settings settings) {
    return assemble(ports, Neighbours.NONE, settings);
  }

  /** Puts everything together, and listens to other servers. Calls nothing else yet. */
  public static ControlPlane assemble(Ports ports, Neighbours neighbours, Settings settings) {
    Stores stores = ports.stores();
    var peerPasses = new PeerPasses(settings.signingKey(), ports.clock());
    var hosts = new ConnectedHosts(new Neighbourhood(neighbours.self(), neighbours.leases(),
        neighbours.peers(), peerPasses));
    var sites = new Sites(settings.sites());
    var access = new Access(stores.apps(), stores.deployments());
    var logParts = new LogUseCases.Parts(access, stores.deployments(), stores.routes(),
        stores.logs(),
        stores.agents(), hosts, ports.workerLogs(), ports.signals(), ports.timer(), ports.clock(),
        settings.logs());
    var hub = new LogHub(logParts);
    var watches = new DeploymentWatches();
    var deployments = hub.announcing(stores.deployments(),
        new Tidings(watches, ports.observer()));
    ports.signals().listen(watches::heard);
    Consumer<DeploymentId> changed = deployment -> {
      hub.written(deployment);
      watches.changed(deployment);
    };
    var uploadUrls = new UploadUrls(settings.apiUrl(), settings.signingKey());
    var judge = new ArtifactJudge(ports.artifactReader(), settings.limits());
    var artifacts = new VerifiedArtifacts(ports.artifactStore(), judge,
        settings.limits().maxArchiveBytes());
    var cleanup = new Cleanup(ports.edge(), ports.artifactStore(), sites);
    var figures = ports.figures();
    var routing = new Routing(sites, stores.routes(), deployments, settings.keptReleases());
    var leftovers = new Leftovers(ports.edge(), deployments, routing, cleanup);
    var order = new TriggerOrder(deployments);
    var round = new ProbeRound(ports.edge(), sites, settings.probe(), ports.clock());
    var gate = new GateTask(round, routing, figures, release -> hub.lastLines(release, LAST_LINES),
        settings.probe(), ports.clock());
    var transitions = new Transitions(routing, ports.edge(), figures, settings.probe(), order);
    var pipeline = new Pipeline(
        new BuildTask(artifacts),
        new QueueTask(order),
        new PlaceTask(artifacts, ports.edge(), sites),
        gate,
        new RoutingTask(ports.edge(), figures, routing, sites, leftovers));
    var views = new DeploymentViews(sites);
    var pen = new Pen(stores.auditLog(), stores.apps(), stores.deployments(), ports.clock());
    var auditedApps = new AuditedApps(pen);
    var auditedDeployments = new AuditedDeployments(pen);
    var auditedRollouts = new AuditedRollouts(pen);
    var auditedAccess = new AuditedAccess(pen, stores.agents());
    return new ControlPlane(
        new AdvanceDeploymentService(stores.apps(), deployments,
            new ObservedPipeline(pipeline, ports.observer(), ports.clock()), transitions,
            leftovers, settings, ports.clock()),
        new AuthenticateService(stores.accessTokens()),
        new CheckArtifactService(judge),
        new CheckHealthService(deployments, ports.artifactStore(), ports.edge()),
        auditedRollouts.control(new ControlRolloutService(access, deployments, stores.routes(),
            transitions, views, ports.clock())),
        auditedApps.create(new CreateAppService(stores.apps(), ports.clock())),
        auditedDeployments.create(new CreateDeploymentService(stores.apps(), deployments,
            ports.artifactStore(), uploadUrls, settings.plan(), ports.ids(), ports.clock())),
        auditedApps.delete(new DeleteAppService(access, stores.apps(), deployments, stores.routes(),
            ports.edge(), sites, cleanup, changed)),
        auditedDeployments.delete(new DeleteDeploymentService(access, deployments, stores.routes(),
            ports.edge(), cleanup, ports.clock())),
        new ExplainDeploymentService(access, stores.routes(), stores.samples(), stores.logs(),
            views),
        new FindAppService(access, sites),
        new FindDeploymentService(access, stores.deployments(), stores.routes(), views),
        auditedAccess.tokens(
            new IssueTokenService(stores.accessTokens(), ports.ids(), ports.clock())),
        new KeepArtifactsService(ports.artifactStore(), deployments, stores.routes(),
            settings.artifactAge(), ports.clock()),
        new ListAppsService(stores.apps()),
        new ListDeploymentsService(access, deployments, stores.routes(), views),
        new ReadDeploymentLogService(access, stores.logs()),
        new ReportIncidentService(deployments, ports.clock()),
        new RestoreSitesService(stores.apps(), deployments, stores.routes(), ports.edge(),
            sites),
        auditedRollouts.rollBack(new RollBackService(access, deployments, stores.routes(), routing,
            ports.edge(), views, changed, ports.clock())),
        new TellRouteService(stores.apps(), stores.routes(), ports.edge(), sites, ports.clock()),
        auditedDeployments.trigger(new TriggerDeploymentService(access, deployments, transitions,
            settings.probe(), ports.clock())),
        auditedApps.update(new UpdateAppService(access, stores.apps())),
        auditedDeployments.upload(new UploadArtifactService(access, deployments,
            ports.artifactStore(), cleanup, uploadUrls, settings.limits(), ports.clock())),
        watches,
        new PassesService(stores.accessTokens(), settings.signingKey(), ports.clock()),
        new AnswerOnceService(stores.idempotencyKeys(),
            new SealedAnswers(settings.signingKey(), ports.ids()), ports.ids(), ports.clock()),
        ForLogs.of(LogUseCases.assemble(logParts, hub)),
        ForAgents.of(
            AgentUseCases.assemble(stores.agents(), hosts, ports.ids(), ports.clock()),
            auditedAccess),
        ForWebhooks.of(
            WebhookUseCases.assemble(new WebhookUseCases.Parts(stores, ports.eventBodies(),
                ports.webhookSender(), access,
                (deployment, app) -> views.view(deployment, app,
                    stores.routes().find(app.id()).orElse(null)),
                ports.ids(), ports.timer(), ports.clock())),
            new AuditedWebhooks(pen, stores.webhooks())),
        new ReadAuditLogService(stores.auditLog(), settings.auditAge(), ports.clock()),
        ForServers.of(ServerUseCases.assemble(neighbours.self(), neighbours.servers(), hosts,
            stores.agents(), peerPasses)));
  }

  /** All that can be done with logs. */
  public record ForLogs(FollowLog follow, QueryLog query, AppendLog append,
      CollectWorkerLog collect, WatchStreams watch, KeepLogs keep) {

    private static ForLogs of(LogUseCases logs) {
      return new ForLogs(logs.follow(), logs.query(), logs.append(), logs.collect(), logs.watch(),
          logs.keep());
    }
  }

  /** All that can be done with agents and their containers. */
  public record ForAgents(InviteAgent invite, ConnectAgent connect, SeeAgents see,
      ControlContainers containers) {

    private static ForAgents of(AgentUseCases agents, AuditedAccess audited) {
      return new ForAgents(audited.invite(agents.invite()), agents.connect(),
          audited.see(agents.see()), audited.containers(agents.containers()));
    }
  }

  /** All that can be done with webhooks. */
  public record ForWebhooks(ManageWebhooks manage, TryWebhook attempt, SeeDeliveries deliveries,
      DeliverWebhooks deliver) {

    private static ForWebhooks of(WebhookUseCases webhooks, AuditedWebhooks audited) {
      return new ForWebhooks(audited.manage(webhooks.manage()), audited.attempt(webhooks.attempt()),
          audited.deliveries(webhooks.deliveries()), webhooks.deliver());
    }
  }

  /** All that makes this server one of many on a database. */
  public record ForServers(JoinServers join, ServePeers serve) {

    private static ForServers of(ServerUseCases servers) {
      return new ForServers(servers.join(), servers.serve());
    }
  }

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
   */
  public record Settings(URI apiUrl, SiteAddresses sites, RolloutPlan plan, ArtifactLimits limits,
      ProbeSettings probe, int keptReleases, Duration artifactAge, int maxAttempts,
      Secret signingKey, LogSettings logs, Duration auditAge) {

    public static final int MIN_SIGNING_KEY = 16;
    public static final int DEFAULT_KEPT_RELEASES = 3;
    public static final Duration DEFAULT_ARTIFACT_AGE = Duration.ofDays(30);
    public static final Duration DEFAULT_AUDIT_AGE = Duration.ofDays(400);

    public Settings {
      require("keptReleases", keptReleases);
      requirePositive("artifactAge", artifactAge);
      requirePositive("auditAge", auditAge);
      require("maxAttempts", maxAttempts);
      if (signingKey.reveal().length() < MIN_SIGNING_KEY) {
        throw new IllegalArgumentException("signingKey must have at least " + MIN_SIGNING_KEY
            + " characters, but has " + signingKey.reveal().length());
      }
    }

    /** The defaults, for what only the caller knows. */
    public static Settings defaults(URI apiUrl, SiteAddresses sites, Secret signingKey) {
      return new Settings(apiUrl, sites, RolloutPlan.DEFAULT, ArtifactLimits.DEFAULT,
          ProbeSettings.DEFAULT, DEFAULT_KEPT_RELEASES, DEFAULT_ARTIFACT_AGE, 8, signingKey,
          LogSettings.DEFAULT, DEFAULT_AUDIT_AGE);
    }

    public Settings withPlan(RolloutPlan newPlan) {
      return new Settings(apiUrl, sites, newPlan, limits, probe, keptReleases, artifactAge,
          maxAttempts, signingKey, logs, auditAge);
    }

    public Settings withLimits(ArtifactLimits newLimits) {
      return new Settings(apiUrl, sites, plan, newLimits, probe, keptReleases, artifactAge,
          maxAttempts, signingKey, logs, auditAge);
    }

    public Settings withKeptReleases(int number) {
      return new Settings(apiUrl, sites, plan, limits, probe, number, artifactAge, maxAttempts,
          signingKey, logs, auditAge);
    }

    public Settings withArtifactAge(Duration age) {
      return new Settings(apiUrl, sites, plan, limits, probe, keptReleases, age, maxAttempts,
          signingKey, logs, auditAge);
    }

    public Settings withLogs(LogSettings newLogs) {
      return new Settings(apiUrl, sites, plan, limits, probe, keptReleases, artifactAge,
          maxAttempts, signingKey, newLogs, auditAge);
    }

    public Settings withAuditAge(Duration age) {
      return new Settings(apiUrl, sites, plan, limits, probe, keptReleases, artifactAge,
          maxAttempts,
          signingKey, logs, age);
    }

    public Settings withProbe(ProbeSettings newProbe) {
      return new Settings(apiUrl, sites, plan, limits, newProbe, keptReleases, artifactAge,
          maxAttempts, signingKey, logs, auditAge);
    }
  }

  /**
   * How a release is asked whether it is well.
   *
   * @param path with a leading slash
   * @param timeout how long one answer may take
   * @param interval between two probes while a release soaks
   * @param pause after a failed probe
   * @param maxFailures so many failed probes in a row end the deployment
   */
  public record ProbeSettings(String path, Duration timeout, Duration interval, Duration pause,
      int maxFailures) {

    public static final ProbeSettings DEFAULT = new ProbeSettings("/", Duration.ofSeconds(10),
        Duration.ofSeconds(5), Duration.ofSeconds(1), 3);

    public ProbeSettings {
      if (!path.startsWith("/")) {
        throw new IllegalArgumentException("path must start with a slash, but is '" + path + "'");
      }
      requirePositive("timeout", timeout);
      requirePositive("interval", interval);
      requirePositive("pause", pause);
      require("maxFailures", maxFailures);
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
