package io.whopship.app;

import io.whopship.adapter.cloudflare.workerd.WorkerdBinary;
import io.whopship.adapter.cloudflare.workerd.WorkerdSettings;
import io.whopship.adapter.cloudflare.workerd.WorkerdSettings.Bounds;
import io.whopship.adapter.cloudflare.workerd.WorkerdSettings.Times;
import io.whopship.adapter.cloudflare.workerd.logs.WorkerLogging;
import io.whopship.adapter.cloudflare.workerd.storage.StorageLimits;
import io.whopship.adapter.http.HttpSettings;
import io.whopship.adapter.jdbc.WorkSettings;
import io.whopship.core.ControlPlane;
import io.whopship.core.ControlPlane.ProbeSettings;
import io.whopship.ports.model.apps.SiteAddresses;
import io.whopship.ports.model.apps.Subdomain;
import io.whopship.ports.model.artifact.ArtifactLimits;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.logs.LogRetention;
import io.whopship.ports.model.logs.LogSettings;
import io.whopship.ports.model.rollout.RolloutPlan;
import io.whopship.ports.model.servers.LocalPart;
import io.whopship.ports.model.servers.RunningServer;
import io.whopship.ports.model.servers.ServerName;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an operator sets, checked. Nothing else in WhopShip reads the environment.
 *
 * @param apiUrl under which callers reach the API, which may be that of a proxy before this server
 * @param sites under which visitors reach sites, likewise
 * @param adminToken {@code null} makes one at the first start
 * @param workerd the Workers runtime; {@code null} takes the one that npm installed
 * @param edge where workers run; much of the rest is for those on this machine
 * @param database where all is kept but artifacts and what only this server needs
 * @param node this server among those on the same database
 * @param peerUrl where the others reach its API
 * @param signingKey {@code null} for the one in the data folder
 * @param docker the engine whose containers this server shows as those of its own host
 */
record Configuration(String host, int port, URI apiUrl, int sitesPort, SiteAddresses sites,
    Path data, @Nullable Secret adminToken, RolloutPlan plan, String probePath,
    ArtifactLimits limits, int keptReleases, Duration artifactAge, EdgeChoice edge,
    ArtifactChoice artifacts, Bounds bounds, StorageLimits storage, Duration loop,
    WorkerLogging workerLogging, @Nullable Path workerd, LogSettings logs, DatabaseChoice database,
    String node, URI peerUrl, @Nullable Secret signingKey, DockerChoice docker, LifeSettings life,
    TellingSettings telling, TraceChoice traces) {

  /** How often a step is tried: over two minutes, with pauses that double up to half a minute. */
  private static final int MAX_ATTEMPTS = 8;

  private static final long MEGABYTE = 1024 * 1024;

  /** A shorter one would take lines of a deployment that is under way. */
  private static final Duration LEAST_LOG_AGE = Duration.ofHours(1);

  /** With a shorter one, whoever wants to see what failed finds nothing. */
  private static final Duration LEAST_ARTIFACT_AGE = Duration.ofHours(1);

  /** So many lines of each worker and container that is followed stay in memory. */
  private static final int MAX_LOG_LINES = 100_000;

  private static final int MAX_LOG_VIEWERS = 1_000_000;

  /**
   * Reads it.
   *
   * @param environment by the names of {@code docs/configuration.md}; an empty value counts as none
   * @throws Invalid naming every setting that is wrong
   */
  static Configuration read(Map<String, String> environment) {
    Settings settings = new Settings(environment);
    String host = settings.text("WHOPSHIP_HOST", "127.0.0.1");
    int port = settings.number("WHOPSHIP_PORT", 8000, 1, 65_535);
    int sitesPort = settings.number("WHOPSHIP_SITES_PORT", 8080, 1, 65_535);
    settings.require("WHOPSHIP_SITES_PORT", port != sitesPort,
        "must be another port than WHOPSHIP_PORT");
    URI apiUrl = settings.of("WHOPSHIP_API_URL", "http://localhost:" + port,
        Configuration::httpUrl);
    SiteAddresses sites = settings.of("WHOPSHIP_SITE_URL",
        "http://{subdomain}.localhost:" + sitesPort,
        text -> new SiteAddresses(text.toLowerCase(Locale.ROOT)));
    Path data = settings.of("WHOPSHIP_DATA", "whopship-data", Path::of).toAbsolutePath();
    String token = settings.text("WHOPSHIP_ADMIN_TOKEN", "");
    settings.require("WHOPSHIP_ADMIN_TOKEN",
        token.isEmpty() || token.matches("[\\x21-\\x7e]{16,256}"),
        "must be 16 to 256 printable ASCII characters without spaces");
    RolloutPlan plan = settings.of("WHOPSHIP_SOAK", "30s",
        text -> RolloutPlan.halfThenAll(Durations.parse(text)));
    String probePath = settings.text("WHOPSHIP_PROBE_PATH", "/");
    settings.require("WHOPSHIP_PROBE_PATH", probePath.matches("/[\\x21-\\x7e]{0,1023}"),
        "must be a path that starts with /");
    ArtifactLimits limits = limits(settings);
    int kept = settings.number("WHOPSHIP_KEPT_RELEASES",
        ControlPlane.Settings.DEFAULT_KEPT_RELEASES, 1, 100);
    Duration artifactAge = settings.of("WHOPSHIP_ARTIFACT_AGE",
        ControlPlane.Settings.DEFAULT_ARTIFACT_AGE.toDays() + "d", Durations::parse);
    settings.require("WHOPSHIP_ARTIFACT_AGE", artifactAge.compareTo(LEAST_ARTIFACT_AGE) >= 0,
        "must be " + LEAST_ARTIFACT_AGE.toHours() + "h or more");
    EdgeChoice edge = EdgeChoice.read(settings);
    ArtifactChoice artifacts = ArtifactChoice.read(settings, edge);
    requireSitesOfItsOwn(settings, sites, edge);
    Bounds bounds = bounds(settings);
    StorageLimits storage = new StorageLimits(
        settings.bytes("WHOPSHIP_APP_STORAGE", StorageLimits.DEFAULT.appBytes()),
        StorageLimits.DEFAULT.objectBytes());
    Duration loop = settings.of("WHOPSHIP_WORKER_LOOP", "5s", Durations::parse);
    settings.require("WHOPSHIP_WORKER_LOOP", loop.toSeconds() >= 1, "must be 1s or more");
    WorkerLogging logging = settings.of("WHOPSHIP_WORKER_LOGS", "all",
        Configuration::workerLogging);
    String workerd = settings.text("WHOPSHIP_WORKERD", "");
    LogSettings logs = logs(settings);
    DatabaseChoice database = DatabaseChoice.read(settings);
    String node = settings.text("WHOPSHIP_NODE", usualNode(database, port));
    settings.require("WHOPSHIP_NODE", node.matches(WorkSettings.NODE),
        "must be 1 to 100 of A-Z a-z 0-9 _ . : -");
    URI peerUrl = PeerUrl.read(settings, database, host, port);
    String signingKey = settings.text("WHOPSHIP_SIGNING_KEY", "");
    settings.require("WHOPSHIP_SIGNING_KEY",
        signingKey.isEmpty() || signingKey.matches("[\\x21-\\x7e]{16,256}"),
        "must be 16 to 256 printable ASCII characters without spaces");
    requireSharedSecrets(settings, database, edge, signingKey);
    DockerChoice docker = settings.of("WHOPSHIP_DOCKER", "auto", DockerChoice::parse);
    LifeSettings life = LifeSettings.read(settings, database);
    TellingSettings telling = TellingSettings.read(settings);
    TraceChoice traces = TraceChoice.read(settings);
    settings.rejectUnknown();
    settings.throwIfWrong();
    return new Configuration(host, port, apiUrl, sitesPort, sites, data,
        token.isEmpty() ? null : new Secret(token), plan, probePath, limits, kept,
        artifactAge, edge, artifacts, bounds, storage, loop, logging,
        workerd.isEmpty() ? null : Path.of(workerd), logs, database, node, peerUrl,
        signingKey.isEmpty() ? null : new Secret(signingKey), docker, life, telling, traces);
  }

  /** The file of the embedded database has one server, whatever its machine is called. */
  private static String usualNode(DatabaseChoice database, int port) {
    return switch (database) {
      case DatabaseChoice.Embedded embedded -> WorkSettings.DEFAULT.node();
      case DatabaseChoice.PostgreSql shared ->
        Hostname.get().replaceAll("[^A-Za-z0-9_.-]", "-") + ":" + port;
    };
  }

  /** What one server signs, another one is asked to believe. */
  private static void requireSharedSecrets(Settings settings, DatabaseChoice database,
      EdgeChoice edge, String signingKey) {
    if (database instanceof DatabaseChoice.PostgreSql) {
      settings.require("WHOPSHIP_SIGNING_KEY", !signingKey.isEmpty(),
          "must be set with WHOPSHIP_DATABASE_URL, to the same on all servers");
      if (edge instanceof EdgeChoice.Cloudflare(var account)) {
        settings.require("WHOPSHIP_PROBE_SECRET", account.probeSecret() != null,
            "must be set with WHOPSHIP_DATABASE_URL, to the same on all servers");
      }
    }
  }

  /** Names under {@code localhost} lead nobody to Cloudflare. */
  private static void requireSitesOfItsOwn(Settings settings, SiteAddresses sites,
      EdgeChoice edge) {
    if (edge instanceof EdgeChoice.Cloudflare(var account) && account.visitors() == null) {
      settings.require("WHOPSHIP_SITE_URL", !siteDomain(sites).endsWith("localhost"),
          "must be https://{subdomain}. and a domain of yours on Cloudflare");
    }
  }

  /** The domain under which all sites are. */
  static String siteDomain(SiteAddresses sites) {
    return sites.site(new Subdomain("x")).getHost().substring("x.".length());
  }

  private static LogSettings logs(Settings settings) {
    LogSettings usual = LogSettings.DEFAULT;
    LogRetention kept = usual.retention();
    Duration age = settings.of("WHOPSHIP_LOG_AGE", kept.age().toDays() + "d", Durations::parse);
    boolean ageIsGood = age.compareTo(LEAST_LOG_AGE) >= 0;
    settings.require("WHOPSHIP_LOG_AGE", ageIsGood,
        "must be " + LEAST_LOG_AGE.toHours() + "h or more");
    return usual
        .withRingLines(
            settings.number("WHOPSHIP_LOG_LINES", usual.ringLines(), 1, MAX_LOG_LINES))
        .withMaxViewers(
            settings.number("WHOPSHIP_LOG_VIEWERS", usual.maxViewers(), 1, MAX_LOG_VIEWERS))
        .withRetention(new LogRetention(ageIsGood ? age : kept.age(),
            settings.bytes("WHOPSHIP_LOG_SIZE", kept.bytesPerApp())));
  }

  private static ArtifactLimits limits(Settings settings) {
    ArtifactLimits usual = ArtifactLimits.DEFAULT;
    return new ArtifactLimits(settings.bytes("WHOPSHIP_MAX_ARTIFACT", usual.maxArchiveBytes()),
        settings.number("WHOPSHIP_MAX_ENTRIES", usual.maxEntries(), 1, 1_000_000),
        settings.bytes("WHOPSHIP_MAX_UNPACKED", usual.maxTotalBytes()),
        settings.bytes("WHOPSHIP_MAX_WORKER_GZIP", usual.maxWorkerGzipBytes()),
        settings.bytes("WHOPSHIP_MAX_WORKER", usual.maxWorkerBytes()),
        settings.bytes("WHOPSHIP_MAX_ASSET", usual.maxAssetBytes()),
        settings.number("WHOPSHIP_MAX_ASSETS", usual.maxAssets(), 1, 1_000_000));
  }

  private static Bounds bounds(Settings settings) {
    Bounds usual = Bounds.DEFAULT;
    int heap = megabytes(settings, "WHOPSHIP_WORKER_HEAP", usual.heapMegabytes());
    int memory = megabytes(settings, "WHOPSHIP_WORKER_MEMORY", usual.memoryMegabytes());
    boolean heapIsGood = heap >= Bounds.LEAST_HEAP_MEGABYTES;
    boolean memoryIsGood = memory >= heap + Bounds.LEAST_BESIDE_HEAP_MEGABYTES;
    settings.require("WHOPSHIP_WORKER_HEAP", heapIsGood,
        "must be " + Bounds.LEAST_HEAP_MEGABYTES + "M or more");
    settings.require("WHOPSHIP_WORKER_MEMORY", memoryIsGood, "must be WHOPSHIP_WORKER_HEAP and "
        + Bounds.LEAST_BESIDE_HEAP_MEGABYTES + "M, or more");
    return heapIsGood && memoryIsGood ? new Bounds(heap, memory, usual.maxVisits()) : usual;
  }

  private static int megabytes(Settings settings, String name, int usual) {
    return (int) Math.min(settings.bytes(name, usual * MEGABYTE) / MEGABYTE, 1_000_000);
  }

  private static WorkerLogging workerLogging(String text) {
    return switch (text) {
      case "all" -> WorkerLogging.ALL;
      case "console" -> WorkerLogging.CONSOLE;
      case "off" -> WorkerLogging.OFF;
      default -> throw new IllegalArgumentException(
          "must be all, console or off, but is '" + text + "'");
    };
  }

  static URI httpUrl(String text) {
    if (text.contains("@")) {
      throw new IllegalArgumentException("must be a URL without user and password");
    }
    URI url = URI.create(text);
    String scheme = url.getScheme();
    if (url.getHost() == null || scheme == null || !scheme.matches("https?")
        || url.getQuery() != null) {
      throw new IllegalArgumentException("must be an http or https URL, but is '" + text + "'");
    }
    return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : url;
  }

  ControlPlane.Settings core(Secret signingKey) {
    ProbeSettings probe = ProbeSettings.DEFAULT;
    return new ControlPlane.Settings(apiUrl, sites, plan, limits,
        new ProbeSettings(probePath, probe.timeout(), probe.interval(), probe.pause(),
            probe.maxFailures()),
        keptReleases, artifactAge, MAX_ATTEMPTS, signingKey, logs, telling.auditAge());
  }

  /** The key that was set, or the one that is made at the first start. */
  Secret signingKey(DataDirectory data) throws IOException {
    return signingKey == null ? data.signingKey() : signingKey;
  }

  WorkSettings work() {
    return WorkSettings.DEFAULT.withNode(node);
  }

  /** This very process, as the others on its database see it. */
  RunningServer running() {
    return new RunningServer(new ServerName(node), UUID.randomUUID(), Hostname.get(), peerUrl,
        localParts(), Instant.now().truncatedTo(ChronoUnit.MILLIS));
  }

  /** What this server keeps that no other one could share. */
  private Set<LocalPart> localParts() {
    Set<LocalPart> parts = EnumSet.noneOf(LocalPart.class);
    switch (artifacts) {
      case ArtifactChoice.Directory() -> parts.add(LocalPart.ARTIFACTS);
      case ArtifactChoice.S3 s3 -> {
      }
    }
    switch (edge) {
      case EdgeChoice.Workerd() -> parts.add(LocalPart.WORKERS);
      case EdgeChoice.Cloudflare cloudflare -> {
      }
    }
    return parts;
  }

  HttpSettings http() {
    return HttpSettings.at(host, port).withApiUrl(apiUrl).withStopTimeout(life.request());
  }

  WorkerdSettings workerdSettings(Path stateDirectory) {
    URI site = sites.site(new Subdomain("x"));
    return new WorkerdSettings(stateDirectory, workerdBinary(), host, sitesPort, siteDomain(sites),
        site.getScheme().equals("https"), bounds, storage, Times.DEFAULT.withLoop(loop),
        workerLogging);
  }

  /** Throws a {@link io.whopship.ports.driven.PortException} if it is nowhere. */
  WorkerdBinary workerdBinary() {
    return WorkerdBinary.find(workerd,
        List.of(home().resolve("adapter-cloudflare").resolve("workerd")));
  }

  /** The checkout that this server was started from, or else the working directory. */
  static Path home() {
    return Path.of(System.getProperty("whopship.home", "."));
  }

  /** Settings that are wrong. */
  static final class Invalid extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Invalid(List<String> problems) {
      super("configuration is wrong:\n  " + String.join("\n  ", problems));
    }
  }
}
