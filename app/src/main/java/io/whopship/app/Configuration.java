package io.whopship.app;

import io.whopship.adapter.cloudflare.workerd.WorkerdSettings;
import io.whopship.adapter.http.HttpSettings;
import io.whopship.core.ControlPlane;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.logs.LogRetention;
import io.whopship.ports.model.logs.LogSettings;
import io.whopship.ports.model.servers.LocalPart;
import io.whopship.ports.model.servers.RunningServer;
import io.whopship.ports.model.servers.ServerName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What an operator sets, checked. Nothing else in WhopShip reads the environment.
 *
 * @param workers those on this machine, if the edge is there
 * @param database where all is kept but artifacts and what only this server needs
 * @param docker the engine whose containers this server shows as those of its own host
 */
record Configuration(Addresses addresses, Path data, Identity identity,
    DeploymentSettings deployments, EdgeChoice edge, LocalWorkers workers,
    ArtifactChoice artifacts, DatabaseChoice database, LogSettings logs, DockerChoice docker,
    LifeSettings life, TellingSettings telling, TraceChoice traces, RateSettings rates) {

  /** A shorter one would take lines of a deployment that is under way. */
  private static final Duration LEAST_LOG_AGE = Duration.ofHours(1);

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
    Addresses addresses = Addresses.read(settings);
    Path data = settings.of("WHOPSHIP_DATA", "whopship-data", Path::of).toAbsolutePath();
    DeploymentSettings deployments = DeploymentSettings.read(settings);
    EdgeChoice edge = EdgeChoice.read(settings);
    ArtifactChoice artifacts = ArtifactChoice.read(settings, edge);
    requireSitesOfItsOwn(settings, addresses, edge);
    LocalWorkers workers = LocalWorkers.read(settings);
    LogSettings logs = logs(settings);
    DatabaseChoice database = DatabaseChoice.read(settings);
    Identity identity = Identity.read(settings, database, addresses);
    requireSharedSecrets(settings, database, edge, identity);
    DockerChoice docker = settings.of("WHOPSHIP_DOCKER", "auto", DockerChoice::parse);
    LifeSettings life = LifeSettings.read(settings, database);
    TellingSettings telling = TellingSettings.read(settings);
    TraceChoice traces = TraceChoice.read(settings);
    RateSettings rates = RateSettings.read(settings);
    settings.rejectUnknown();
    settings.throwIfWrong();
    return new Configuration(addresses, data, identity, deployments, edge, workers, artifacts,
        database, logs, docker, life, telling, traces, rates);
  }

  /** What one server signs, another one is asked to believe. */
  private static void requireSharedSecrets(Settings settings, DatabaseChoice database,
      EdgeChoice edge, Identity identity) {
    if (database instanceof DatabaseChoice.PostgreSql) {
      settings.require("WHOPSHIP_SIGNING_KEY", identity.signingKey() != null,
          "must be set with WHOPSHIP_DATABASE_URL, to the same on all servers");
      if (edge instanceof EdgeChoice.Cloudflare(var account)) {
        settings.require("WHOPSHIP_PROBE_SECRET", account.probeSecret() != null,
            "must be set with WHOPSHIP_DATABASE_URL, to the same on all servers");
      }
    }
  }

  /** Names under {@code localhost} lead nobody to Cloudflare. */
  private static void requireSitesOfItsOwn(Settings settings, Addresses addresses,
      EdgeChoice edge) {
    if (edge instanceof EdgeChoice.Cloudflare(var account) && account.visitors() == null) {
      settings.require("WHOPSHIP_SITE_URL", !addresses.siteDomain().endsWith("localhost"),
          "must be https://{subdomain}. and a domain of yours on Cloudflare");
    }
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
    return new ControlPlane.Settings(addresses.apiUrl(), addresses.sites(), deployments.plan(),
        deployments.limits(), deployments.probe(), deployments.keptReleases(),
        deployments.artifactAge(), DeploymentSettings.MAX_ATTEMPTS, signingKey, logs,
        telling.auditAge(), rates.deploymentsPerHour());
  }

  /** This very process, as the others on its database see it. */
  RunningServer running() {
    return new RunningServer(new ServerName(identity.node()), UUID.randomUUID(), Hostname.get(),
        identity.peerUrl(),
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
    return HttpSettings.at(addresses.host(), addresses.port())
        .withApiUrl(addresses.apiUrl())
        .withStopTimeout(life.request());
  }

  WorkerdSettings workerdSettings(Path stateDirectory) {
    return workers.settings(stateDirectory, addresses);
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
