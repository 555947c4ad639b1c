package io.whopship.core;

import io.whopship.core.access.Access;
import io.whopship.core.access.PeerPasses;
import io.whopship.core.agents.AgentUseCases;
import io.whopship.core.agents.ConnectedHosts;
import io.whopship.core.agents.Neighbourhood;
import io.whopship.core.artifact.ArtifactJudge;
import io.whopship.core.artifact.CheckArtifactService;
import io.whopship.core.artifact.VerifiedArtifacts;
import io.whopship.core.logs.LogHub;
import io.whopship.core.logs.LogUseCases;
import io.whopship.core.servers.ServerUseCases;
import io.whopship.ports.driven.AccessTokens;
import io.whopship.ports.driven.Apps;
import io.whopship.ports.driven.ArtifactReader;
import io.whopship.ports.driven.ArtifactStore;
import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.Ids;
import io.whopship.ports.driven.Routes;
import io.whopship.ports.driven.Timer;
import io.whopship.ports.driven.TrafficFigures;
import io.whopship.ports.driven.WorkerLogSource;
import io.whopship.ports.driven.agents.Agents;
import io.whopship.ports.driven.servers.AgentLeases;
import io.whopship.ports.driven.servers.Peers;
import io.whopship.ports.driven.servers.Servers;
import io.whopship.ports.driving.AdvanceDeployment;
import io.whopship.ports.driving.Authenticate;
import io.whopship.ports.driving.CheckArtifact;
import io.whopship.ports.driving.CheckHealth;
import io.whopship.ports.driving.CreateApp;
import io.whopship.ports.driving.CreateDeployment;
import io.whopship.ports.driving.DeleteApp;
import io.whopship.ports.driving.DeleteDeployment;
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
import io.whopship.ports.driving.TriggerDeployment;
import io.whopship.ports.driving.UpdateApp;
import io.whopship.ports.driving.UploadArtifact;
import io.whopship.ports.driving.agents.ConnectAgent;
import io.whopship.ports.driving.agents.ControlContainers;
import io.whopship.ports.driving.agents.InviteAgent;
import io.whopship.ports.driving.agents.SeeAgents;
import io.whopship.ports.driving.logs.AppendLog;
import io.whopship.ports.driving.logs.CollectWorkerLog;
import io.whopship.ports.driving.logs.FollowLog;
import io.whopship.ports.driving.logs.KeepLogs;
import io.whopship.ports.driving.logs.QueryLog;
import io.whopship.ports.driving.logs.WatchStreams;
import io.whopship.ports.driving.servers.JoinServers;
import io.whopship.ports.driving.servers.ServePeers;
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

/**
 * All that WhopShip can do, put together over the ports it is given. Keeps a cache, the last lines
 * of what runs, and who is connected; viewers hear at once only of what this very object wrote. May
 * be used by many threads at once, as far as the ports may.
 */
public record ControlPlane(AdvanceDeployment advanceDeployment, Authenticate authenticate,
    CheckArtifact checkArtifact, CheckHealth checkHealth, CreateApp createApp,
    CreateDeployment createDeployment, DeleteApp deleteApp, DeleteDeployment deleteDeployment,
    FindApp findApp, FindDeployment findDeployment, IssueToken issueToken,
    KeepArtifacts keepArtifacts,
    ListApps listApps, ListDeployments listDeployments, ReadDeploymentLog readDeploymentLog,
    ReportIncident reportIncident, RestoreSites restoreSites, TriggerDeployment triggerDeployment,
    UpdateApp updateApp, UploadArtifact uploadArtifact, Passes passes, ForLogs logs,
    ForAgents agents, ForServers servers) {

  /** Puts everything together, for the only server of a database. Calls nothing yet. */
  public static ControlPlane assemble(Ports ports, Settings settings) {
    return assemble(ports, Neighbours.NONE, settings);
  }

  /** Puts everything together, for one of many servers. Calls nothing yet. */
  public static ControlPlane assemble(Ports ports, Neighbours neighbours, Settings settings) {
    var peerPasses = new PeerPasses(settings.signingKey(), ports.clock());
    var hosts = new ConnectedHosts(new Neighbourhood(neighbours.self(), neighbours.leases(),
        neighbours.peers(), peerPasses));
    var sites = new Sites(settings.sites());
    var access = new Access(ports.apps(), ports.deployments());
    var logParts = new LogUseCases.Parts(access, ports.deployments(), ports.routes(), ports.logs(),
        ports.agents(), hosts, ports.workerLogs(), ports.timer(), ports.clock(), settings.logs());
    var hub = new LogHub(logParts);
    var deployments = hub.announcing(ports.deployments());
    var uploadUrls = new UploadUrls(settings.apiUrl(), settings.signingKey());
    var judge = new ArtifactJudge(ports.artifactReader(), settings.limits());
    var artifacts = new VerifiedArtifacts(ports.artifactStore(), judge,
        settings.limits().maxArchiveBytes());
    var cleanup = new Cleanup(ports.edge(), ports.artifactStore(), sites);
    var figures = ports.figures();
    var routing = new Routing(sites, ports.routes(), deployments, settings.keptReleases());
    var leftovers = new Leftovers(ports.edge(), deployments, routing, cleanup);
    var order = new TriggerOrder(deployments);
    var transitions = new Transitions(routing, ports.edge(), figures, settings.probe(), order);
    var pipeline = new Pipeline(
        new BuildTask(artifacts),
        new QueueTask(order),
        new PlaceTask(artifacts, ports.edge(), sites),
        new ProbeTask(ports.edge(), sites, settings.probe(), figures, ports.clock()),
        new RoutingTask(ports.edge(), figures, routing, sites, leftovers));
    var views = new DeploymentViews(sites);
    return new ControlPlane(
        new AdvanceDeploymentService(ports.apps(), deployments, pipeline, transitions,
            leftovers, settings, ports.clock()),
        new AuthenticateService(ports.accessTokens()),
        new CheckArtifactService(judge),
        new CheckHealthService(deployments, ports.artifactStore(), ports.edge()),
        new CreateAppService(ports.apps(), ports.clock()),
        new CreateDeploymentService(ports.apps(), deployments, ports.artifactStore(),
            uploadUrls, settings.plan(), ports.ids(), ports.clock()),
        new DeleteAppService(access, ports.apps(), deployments, ports.routes(),
            ports.edge(), sites, cleanup, hub::changed),
        new DeleteDeploymentService(access, deployments, ports.routes(), ports.edge(),
            cleanup),
        new FindAppService(access, sites),
        new FindDeploymentService(access, ports.deployments(), ports.routes(), views),
        new IssueTokenService(ports.accessTokens(), ports.ids(), ports.clock()),
        new KeepArtifactsService(ports.artifactStore(), deployments, ports.routes(),
            settings.artifactAge(), ports.clock()),
        new ListAppsService(ports.apps()),
        new ListDeploymentsService(access, deployments, ports.routes(), views),
        new ReadDeploymentLogService(access, ports.logs()),
        new ReportIncidentService(deployments, ports.clock()),
        new RestoreSitesService(ports.apps(), deployments, ports.routes(), ports.edge(),
            sites),
        new TriggerDeploymentService(access, deployments, transitions, settings.probe(),
            ports.clock()),
        new UpdateAppService(access, ports.apps()),
        new UploadArtifactService(access, deployments, ports.artifactStore(), cleanup,
            uploadUrls, settings.limits(), ports.clock()),
        new PassesService(ports.accessTokens(), settings.signingKey(), ports.clock()),
        ForLogs.of(LogUseCases.assemble(logParts, hub)),
        ForAgents.of(
            AgentUseCases.assemble(ports.agents(), hosts, ports.ids(), ports.clock())),
        ForServers.of(ServerUseCases.assemble(neighbours.self(), neighbours.servers(), hosts,
            ports.agents(), peerPasses)));
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

    private static ForAgents of(AgentUseCases agents) {
      return new ForAgents(agents.invite(), agents.connect(), agents.see(), agents.containers());
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
  public record Ports(Apps apps, Deployments deployments, DeploymentLogs logs, Routes routes,
      ArtifactStore artifactStore, ArtifactReader artifactReader, Edge edge, TrafficFigures figures,
      WorkerLogSource workerLogs, AccessTokens accessTokens, Agents agents, Ids ids, Timer timer,
      InstantSource clock) {}

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
   */
  public record Settings(URI apiUrl, SiteAddresses sites, RolloutPlan plan, ArtifactLimits limits,
      ProbeSettings probe, int keptReleases, Duration artifactAge, int maxAttempts,
      Secret signingKey, LogSettings logs) {

    public static final int MIN_SIGNING_KEY = 16;
    public static final int DEFAULT_KEPT_RELEASES = 3;
    public static final Duration DEFAULT_ARTIFACT_AGE = Duration.ofDays(30);

    public Settings {
      require("keptReleases", keptReleases);
      requirePositive("artifactAge", artifactAge);
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
          LogSettings.DEFAULT);
    }

    public Settings withPlan(RolloutPlan newPlan) {
      return new Settings(apiUrl, sites, newPlan, limits, probe, keptReleases, artifactAge,
          maxAttempts, signingKey, logs);
    }

    public Settings withLimits(ArtifactLimits newLimits) {
      return new Settings(apiUrl, sites, plan, newLimits, probe, keptReleases, artifactAge,
          maxAttempts, signingKey, logs);
    }

    public Settings withKeptReleases(int number) {
      return new Settings(apiUrl, sites, plan, limits, probe, number, artifactAge, maxAttempts,
          signingKey, logs);
    }

    public Settings withArtifactAge(Duration age) {
      return new Settings(apiUrl, sites, plan, limits, probe, keptReleases, age, maxAttempts,
          signingKey, logs);
    }

    public Settings withLogs(LogSettings newLogs) {
      return new Settings(apiUrl, sites, plan, limits, probe, keptReleases, artifactAge,
          maxAttempts, signingKey, newLogs);
    }

    public Settings withProbe(ProbeSettings newProbe) {
      return new Settings(apiUrl, sites, plan, limits, newProbe, keptReleases, artifactAge,
          maxAttempts, signingKey, logs);
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
