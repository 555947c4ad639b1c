package io.whopship.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.whopship.adapter.http.HttpTelemetry;
import io.whopship.adapter.jdbc.ConnectionUse;
import io.whopship.adapter.jdbc.JdbcStores;
import io.whopship.adapter.jdbc.WebhookBacklog;
import io.whopship.adapter.jdbc.WorkBacklog;
import io.whopship.ports.driven.DeploymentObserver;
import io.whopship.ports.driven.webhooks.WebhookSender;
import io.whopship.ports.driving.logs.FollowLog;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.rollout.Sample;
import io.whopship.ports.model.rollout.Sample.Measured;
import io.whopship.ports.model.webhooks.SendResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What is measured of this server. Names and labels come from small sets: never an id, an owner or
 * anything else that a caller can make up.
 */
final class Meters implements DeploymentObserver, HttpTelemetry.Requests, AutoCloseable {

  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH",
      "DELETE", "OPTIONS");
  private static final Duration[] BUCKETS = {Duration.ofMillis(5), Duration.ofMillis(20),
      Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofSeconds(2),
      Duration.ofSeconds(10), Duration.ofSeconds(60)};

  /** Of one server, many more than are ever under way; each takes some hundred bytes. */
  private static final int MAX_STAYS = 10_000;

  private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(
      PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final JdbcStores stores;
  private final InstantSource clock;
  private final Stays stays = new Stays(MAX_STAYS);
  private final CachedFigure<WorkBacklog> backlog;
  private final AtomicInteger viewers = new AtomicInteger();
  private volatile ConnectionUse connections = new ConnectionUse(0, 0, 0);

  Meters(JdbcStores stores, InstantSource clock) {
    this.stores = stores;
    this.clock = clock;
    this.backlog = new CachedFigure<>("backlog", new WorkBacklog(0, Duration.ZERO),
        () -> stores.backlog(clock.instant()), System::nanoTime);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
    Gauge.builder("whopship.work.due", () -> backlog.get().pieces()).register(registry);
    Gauge.builder("whopship.work.lag", () -> backlog.get().lag().toMillis() / 1_000.0)
        .baseUnit("seconds")
        .register(registry);
    var webhooks = new CachedFigure<>("webhooks", new WebhookBacklog(0, Duration.ZERO),
        () -> stores.webhookBacklog(clock.instant()), System::nanoTime);
    Gauge.builder("whopship.webhook.waiting", () -> webhooks.get().waiting()).register(registry);
    Gauge.builder("whopship.webhook.oldest", () -> webhooks.get().oldest().toMillis() / 1_000.0)
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("whopship.log.viewers", viewers, AtomicInteger::get).register(registry);
    Gauge.builder("whopship.database.connections", () -> connections.active())
        .tag("use", "active")
        .register(registry);
    Gauge.builder("whopship.database.connections", () -> connections.idle())
        .tag("use", "idle")
        .register(registry);
    Gauge.builder("whopship.database.waiting", () -> connections.waiting()).register(registry);
  }

  /** All of it, as Prometheus reads it. Of a database that is away, what was known last. */
  String page() {
    connections = stores.connections();
    return registry.scrape();
  }

  /** The same, of which is counted who follows a log. */
  FollowLog counting(FollowLog follow) {
    return new CountedViewers(follow, viewers);
  }

  /** The same, of which each request is measured. */
  WebhookSender measuring(WebhookSender sender) {
    return new MeasuredSender(sender, this::sent);
  }

  private void sent(SendResult result, Duration took) {
    String outcome = switch (result) {
      case SendResult.Answered answered -> answered.isSuccess() ? "delivered" : "refused";
      case SendResult.Unreachable u -> "unreachable";
      case SendResult.Forbidden f -> "forbidden";
    };
    Timer.builder("whopship.webhook.attempts")
        .tag("outcome", outcome)
        .serviceLevelObjectives(BUCKETS)
        .register(registry)
        .record(took);
  }

  @Override
  public void sampled(Sample sample) {
    String source = switch (sample.measured()) {
      case Measured.Probe probe -> "probe";
      case Measured.Visits visits -> "traffic";
      case Measured.Nothing nothing -> "none";
    };
    registry.counter("whopship.gate.samples", "source", source, "verdict",
        sample.verdict().name().toLowerCase(Locale.ROOT)).increment();
  }

  @Override
  public void answered(String method, String route, int status, Duration took) {
    Timer.builder("whopship.http.requests")
        .tag("method", METHODS.contains(method) ? method : "other")
        .tag("route", route)
        .tag("status", Integer.toString(status))
        .serviceLevelObjectives(BUCKETS)
        .register(registry)
        .record(took);
  }

  @Override
  public void stepped(Step step) {
    Timer.builder("whopship.step")
        .tag("step", step.name())
        .tag("outcome", step.how().name().toLowerCase(Locale.ROOT))
        .serviceLevelObjectives(BUCKETS)
        .register(registry)
        .record(Duration.between(step.began(), step.ended()));
  }

  @Override
  public void entered(Deployment now) {
    String state = now.state().getClass().getSimpleName().toLowerCase(Locale.ROOT);
    Instant instant = clock.instant();
    Stays.Stay before = now.state().isFinal()
        ? stays.remove(now.uuid())
        : stays.put(now.uuid(), new Stays.Stay(state, instant));
    if (before != null) {
      Timer.builder("whopship.state")
          .tag("state", before.state())
          .register(registry)
          .record(Duration.between(before.since(), instant));
    }
    if (now.state().isFinal()) {
      registry.counter("whopship.deployments", "status", now.state().status().word(), "failure",
          failure(now.state())).increment();
    }
  }

  @Override
  public void removed(Deployment was) {
    stays.remove(was.uuid());
  }

  private static String failure(DeploymentState state) {
    return state instanceof DeploymentState.Failed failed
        ? failed.failure().code().name().toLowerCase(Locale.ROOT)
        : "none";
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
