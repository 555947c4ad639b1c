package io.whopship.core;

import io.whopship.core.ControlPlane.Neighbours;
import io.whopship.core.ControlPlane.Ports;
import io.whopship.core.ControlPlane.Settings;
import io.whopship.core.access.Access;
import io.whopship.core.access.AnswerOnceService;
import io.whopship.core.access.AuthenticateService;
import io.whopship.core.access.IssueTokenService;
import io.whopship.core.access.PassesService;
import io.whopship.core.access.PeerPasses;
import io.whopship.core.access.SealedAnswers;
import io.whopship.core.access.SigningKey;
import io.whopship.core.agents.AgentUseCases;
import io.whopship.core.agents.ConnectedHosts;
import io.whopship.core.agents.Neighbourhood;
import io.whopship.core.apps.CreateAppService;
import io.whopship.core.apps.DeleteAppService;
import io.whopship.core.apps.FindAppService;
import io.whopship.core.apps.ListAppsService;
import io.whopship.core.apps.UpdateAppService;
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
import io.whopship.core.deployments.CreateDeploymentService;
import io.whopship.core.deployments.DeleteDeploymentService;
import io.whopship.core.deployments.DeploymentViews;
import io.whopship.core.deployments.DeploymentWatches;
import io.whopship.core.deployments.FindDeploymentService;
import io.whopship.core.deployments.KeepArtifactsService;
import io.whopship.core.deployments.ListDeploymentsService;
import io.whopship.core.deployments.ReadDeploymentLogService;
import io.whopship.core.deployments.ReportIncidentService;
import io.whopship.core.deployments.Tidings;
import io.whopship.core.deployments.TriggerDeploymentService;
import io.whopship.core.deployments.UploadArtifactService;
import io.whopship.core.deployments.UploadUrls;
import io.whopship.core.logs.LogHub;
import io.whopship.core.logs.LogUseCases;
import io.whopship.core.pipeline.AdvanceDeploymentService;
import io.whopship.core.pipeline.BuildTask;
import io.whopship.core.pipeline.GateTask;
import io.whopship.core.pipeline.ObservedPipeline;
import io.whopship.core.pipeline.Pipeline;
import io.whopship.core.pipeline.PlaceTask;
import io.whopship.core.pipeline.ProbeRound;
import io.whopship.core.pipeline.QueueTask;
import io.whopship.core.pipeline.RoutingTask;
import io.whopship.core.pipeline.Transitions;
import io.whopship.core.pipeline.TriggerOrder;
import io.whopship.core.rollout.ControlRolloutService;
import io.whopship.core.rollout.ExplainDeploymentService;
import io.whopship.core.rollout.RollBackService;
import io.whopship.core.servers.ServerUseCases;
import io.whopship.core.sites.Cleanup;
import io.whopship.core.sites.Leftovers;
import io.whopship.core.sites.RestoreSitesService;
import io.whopship.core.sites.Routing;
import io.whopship.core.sites.Sites;
import io.whopship.core.sites.TellRouteService;
import io.whopship.core.webhooks.WebhookUseCases;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Stores;
import io.whopship.ports.model.DeploymentId;
import java.time.InstantSource;

/** How all is put together over the ports; what several parts share is made once. */
final class Assembly {

  /** So many lines of a release are quoted when its gate fails. */
  private static final int LAST_LINES = 20;

  private final Ports ports;
  private final Settings settings;
  private final Neighbours neighbours;
  private final Stores stores;
  private final InstantSource clock;

  private final SigningKey signingKey;
  private final PeerPasses peerPasses;
  private final ConnectedHosts hosts;
  private final Access access;
  private final Sites sites;
  private final DeploymentViews views;

  private final LogUseCases.Parts logParts;
  private final LogHub hub;
  private final DeploymentWatches watches = new DeploymentWatches();
  private final Deployments deployments;

  private final UploadUrls uploadUrls;
  private final ArtifactJudge judge;
  private final Cleanup cleanup;
  private final Routing routing;
  private final TriggerOrder order;
  private final Transitions transitions;

  private final Pen pen;
  private final AuditedAccess auditedAccess;

  Assembly(Ports ports, Neighbours neighbours, Settings settings) {
    this.ports = ports;
    this.settings = settings;
    this.neighbours = neighbours;
    stores = ports.stores();
    clock = ports.clock();
    signingKey = new SigningKey(settings.signingKey());
    peerPasses = new PeerPasses(signingKey, clock);
    hosts = new ConnectedHosts(new Neighbourhood(neighbours.self(), neighbours.leases(),
        neighbours.peers(), peerPasses));
    access = new Access(stores.apps(), stores.deployments());
    sites = new Sites(settings.sites());
    views = new DeploymentViews(sites);
    logParts = new LogUseCases.Parts(access, stores.deployments(), stores.routes(), stores.logs(),
        stores.agents(), hosts, ports.workerLogs(), ports.signals(), ports.timer(), clock,
        settings.logs());
    hub = new LogHub(logParts);
    deployments = hub.announcing(stores.deployments(),
        new Tidings(watches, ports.signals(), ports.observer()));
    uploadUrls = new UploadUrls(settings.apiUrl(), signingKey);
    judge = new ArtifactJudge(ports.artifactReader(), settings.limits());
    cleanup = new Cleanup(ports.edge(), ports.artifactStore(), sites);
    routing = new Routing(sites, stores.routes(), deployments, settings.keptReleases());
    order = new TriggerOrder(deployments);
    transitions = new Transitions(routing, ports.edge(), ports.figures(), settings.probe(), order);
    pen = new Pen(stores.auditLog(), stores.apps(), stores.deployments(), clock);
    auditedAccess = new AuditedAccess(pen, stores.agents());
  }

  ControlPlane controlPlane() {
    ports.signals().listen(watches::heard);
    return new ControlPlane(apps(), deployments(), rollouts(), logs(), agents(), webhooks(),
        access(), new ReadAuditLogService(stores.auditLog(), settings.auditAge(), clock),
        servers(), work(), upkeep());
  }

  private ControlPlane.ForApps apps() {
    var audited = new AuditedApps(pen);
    return new ControlPlane.ForApps(
        audited.create(new CreateAppService(stores.apps(), clock)),
        new ListAppsService(stores.apps()),
        new FindAppService(access, sites),
        audited.update(new UpdateAppService(access, stores.apps())),
        audited.delete(new DeleteAppService(access, stores.apps(), deployments, stores.routes(),
            ports.edge(), sites, cleanup, this::changed)));
  }

  private ControlPlane.ForDeployments deployments() {
    var audited = new AuditedDeployments(pen);
    return new ControlPlane.ForDeployments(
        audited.create(new CreateDeploymentService(stores.apps(), deployments,
            ports.artifactStore(), uploadUrls, settings.plan(),
            settings.deploymentsPerHour(), ports.ids(), clock)),
        new CheckArtifactService(judge),
        audited.upload(new UploadArtifactService(access, deployments, ports.artifactStore(),
            cleanup, uploadUrls, settings.limits(), clock)),
        audited.trigger(new TriggerDeploymentService(access, deployments, transitions,
            settings.probe(), clock)),
        new FindDeploymentService(access, stores.deployments(), stores.routes(), views),
        new ListDeploymentsService(access, deployments, stores.routes(), views),
        watches,
        new ReadDeploymentLogService(access, stores.logs()),
        audited.delete(new DeleteDeploymentService(access, deployments, stores.routes(),
            ports.edge(), cleanup, clock)));
  }

  private ControlPlane.ForRollouts rollouts() {
    var audited = new AuditedRollouts(pen);
    return new ControlPlane.ForRollouts(
        audited.control(new ControlRolloutService(access, deployments, stores.routes(),
            transitions, views, clock)),
        audited.rollBack(new RollBackService(access, deployments, stores.routes(), routing,
            ports.edge(), views, this::changed, clock)),
        new ExplainDeploymentService(access, stores.routes(), stores.samples(), stores.logs(),
            views));
  }

  private ControlPlane.ForLogs logs() {
    LogUseCases logs = LogUseCases.assemble(logParts, hub);
    return new ControlPlane.ForLogs(logs.follow(), logs.query(), logs.append(), logs.collect(),
        logs.watch(), logs.keep());
  }

  private ControlPlane.ForAgents agents() {
    AgentUseCases agents = AgentUseCases.assemble(stores.agents(), hosts, ports.ids(), clock);
    return new ControlPlane.ForAgents(auditedAccess.invite(agents.invite()), agents.connect(),
        auditedAccess.see(agents.see()), auditedAccess.containers(agents.containers()));
  }

  private ControlPlane.ForWebhooks webhooks() {
    var webhooks = WebhookUseCases.assemble(new WebhookUseCases.Parts(stores, ports.eventBodies(),
        ports.webhookSender(), access,
        (deployment, app) -> views.view(deployment, app,
            stores.routes().find(app.id()).orElse(null)),
        ports.ids(), ports.timer(), clock));
    var audited = new AuditedWebhooks(pen, stores.webhooks());
    return new ControlPlane.ForWebhooks(audited.manage(webhooks.manage()),
        audited.attempt(webhooks.attempt()), audited.deliveries(webhooks.deliveries()),
        webhooks.deliver());
  }

  private ControlPlane.ForAccess access() {
    return new ControlPlane.ForAccess(
        new AuthenticateService(stores.accessTokens()),
        auditedAccess.tokens(new IssueTokenService(stores.accessTokens(), ports.ids(), clock)),
        new PassesService(stores.accessTokens(), signingKey, clock),
        new AnswerOnceService(stores.idempotencyKeys(),
            new SealedAnswers(signingKey, ports.ids()), ports.ids(), clock));
  }

  private ControlPlane.ForServers servers() {
    var servers = ServerUseCases.assemble(neighbours.self(), neighbours.servers(), hosts,
        stores.agents(), peerPasses);
    return new ControlPlane.ForServers(servers.join(), servers.serve());
  }

  private ControlPlane.ForWork work() {
    var leftovers = new Leftovers(ports.edge(), deployments, routing, cleanup);
    return new ControlPlane.ForWork(
        new AdvanceDeploymentService(stores.apps(), deployments,
            new ObservedPipeline(pipeline(leftovers), ports.observer(), clock), transitions,
            leftovers, settings.probe(), settings.maxAttempts(), clock),
        new TellRouteService(stores.apps(), stores.routes(), ports.edge(), sites, clock));
  }

  private Pipeline pipeline(Leftovers leftovers) {
    var artifacts = new VerifiedArtifacts(ports.artifactStore(), judge,
        settings.limits().maxArchiveBytes());
    var round = new ProbeRound(ports.edge(), sites, settings.probe(), clock);
    return new Pipeline(
        new BuildTask(artifacts),
        new QueueTask(order),
        new PlaceTask(artifacts, ports.edge(), sites),
        new GateTask(round, routing, ports.figures(),
            release -> hub.lastLines(release, LAST_LINES), settings.probe(), clock),
        new RoutingTask(ports.edge(), ports.figures(), routing, sites, leftovers));
  }

  private ControlPlane.ForUpkeep upkeep() {
    return new ControlPlane.ForUpkeep(
        new RestoreSitesService(stores.apps(), deployments, stores.routes(), ports.edge(), sites),
        new CheckHealthService(deployments, ports.artifactStore(), ports.edge()),
        new KeepArtifactsService(ports.artifactStore(), deployments, stores.routes(),
            settings.artifactAge(), clock),
        new ReportIncidentService(deployments, clock));
  }

  /** Tells those who wait for a deployment or its log. */
  private void changed(DeploymentId deployment) {
    hub.written(deployment);
    watches.changed(deployment);
  }
}
