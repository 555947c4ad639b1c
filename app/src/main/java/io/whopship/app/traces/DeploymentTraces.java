package io.whopship.app.traces;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.whopship.ports.driven.DeploymentObserver;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.rollout.Sample;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes spans of what it is told, and sends them to a collector from a thread of its own. Spans
 * that the collector does not take in time are lost; nobody waits for it but {@link #close}.
 *
 * <p>
 * Each server sends the spans that ended on it: those of steps, of states from where it first saw
 * the deployment in them, and the root if it was the one that ended the deployment.
 */
public final class DeploymentTraces implements DeploymentObserver, AutoCloseable {

  private static final AttributeKey<Long> DEPLOYMENT = AttributeKey
      .longKey("whopship.deployment.id");
  private static final AttributeKey<Long> VERSION = AttributeKey
      .longKey("whopship.deployment.version");
  private static final AttributeKey<Long> APP = AttributeKey.longKey("whopship.app.id");
  private static final AttributeKey<String> RELEASE = AttributeKey.stringKey("whopship.release");
  private static final AttributeKey<String> STATE = AttributeKey.stringKey("whopship.state");
  private static final AttributeKey<String> STAGE = AttributeKey
      .stringKey("whopship.rollout.stage");
  private static final AttributeKey<String> STATUS = AttributeKey
      .stringKey("whopship.deployment.status");
  private static final AttributeKey<String> STEP = AttributeKey.stringKey("whopship.step");
  private static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("whopship.step.attempt");
  private static final AttributeKey<String> OUTCOME = AttributeKey
      .stringKey("whopship.step.outcome");
  private static final AttributeKey<Long> TIMES = AttributeKey.longKey("whopship.step.times");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

  /** Of one server, many more than are ever under way; each takes some hundred bytes. */
  private static final int MAX_JOURNEYS = 10_000;

  /** Likewise; what comes when so many wait for the collector is dropped. */
  private static final int MAX_WAITING = 4_096;

  static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration BETWEEN_BATCHES = Duration.ofSeconds(2);

  private final DeploymentIds ids = new DeploymentIds();
  private final Journeys journeys = new Journeys(MAX_JOURNEYS);
  private final SdkTracerProvider provider;
  private final Tracer tracer;
  private final InstantSource clock;
  private final Duration flush;

  /**
   * Opens it; whether the collector is there does not matter.
   *
   * @param server name of this one among those on the same database
   * @param version of WhopShip
   * @param flush how long {@link #close} may take
   */
  public DeploymentTraces(Collector collector, String server, String version, Duration flush,
      InstantSource clock) {
    OtlpHttpSpanExporterBuilder exporter = OtlpHttpSpanExporter.builder()
        .setEndpoint(collector.traces().toString())
        .setConnectTimeout(ANSWER)
        .setTimeout(ANSWER);
    collector.headers().forEach((name, value) -> exporter.addHeader(name, value.reveal()));
    this.provider = SdkTracerProvider.builder()
        .setIdGenerator(ids)
        .setResource(Resource.create(Attributes.of(
            AttributeKey.stringKey("service.name"), "whopship",
            AttributeKey.stringKey("service.version"), version,
            AttributeKey.stringKey("service.instance.id"), server)))
        .addSpanProcessor(BatchSpanProcessor
            .builder(new FrankExporter(exporter.build(), collector, clock))
            .setMaxQueueSize(MAX_WAITING)
            .setScheduleDelay(BETWEEN_BATCHES)
            .build())
        .build();
    this.tracer = provider.get("io.whopship", version);
    this.clock = clock;
    this.flush = flush;
  }

  @Override
  public void sampled(Sample sample) {
    // The step that took it has a span already.
  }

  /** Of a step with which the same comes time and again, such as a look in a soak, ever fewer. */
  @Override
  public void stepped(Step step) {
    int times = journeys.step(step);
    if (Integer.bitCount(times) != 1) {
      return;
    }
    Span span = child(step.deployment(), step.name(), step.began())
        .setAttribute(STEP, step.name())
        .setAttribute(ATTEMPT, (long) step.attempt())
        .setAttribute(OUTCOME, step.how().name().toLowerCase(Locale.ROOT))
        .setAttribute(TIMES, (long) times)
        .setAttribute(STATE, Journey.word(step.deployment().state()))
        .startSpan();
    if (step.how() == Ended.FAULT) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end(step.ended());
  }

  @Override
  public void entered(Deployment now) {
    Instant instant = instant(now.state());
    Journey before = journeys.enter(now, instant);
    if (before != null) {
      stay(now, before.state(), before.stage(), before.since(), instant);
    }
    if (now.state() instanceof DeploymentState.Building(Instant triggeredAt)) {
      stay(now, "pending", null, now.createdAt(), triggeredAt);
    }
    if (now.state().isFinal()) {
      end(now, instant);
    }
  }

  @Override
  public void removed(Deployment was) {
    journeys.forget(was);
  }

  private void stay(Deployment now, String state, @Nullable String stage, Instant since,
      Instant until) {
    // A soak begins once every visitor can see the share, and may be over before that.
    SpanBuilder span = child(now, state, since.isBefore(until) ? since : until)
        .setAttribute(STATE, state);
    if (stage != null) {
      span.setAttribute(STAGE, stage);
    }
    span.startSpan().end(until);
  }

  private void end(Deployment now, Instant instant) {
    Span root = ids.asRoot(now.uuid(),
        () -> span(now, "deployment", now.createdAt()).setNoParent().startSpan());
    root.setAttribute(STATUS, now.state().status().word());
    if (now.state() instanceof DeploymentState.Failed failed) {
      String code = failed.failure().code().name().toLowerCase(Locale.ROOT);
      root.setAttribute(ERROR, code).setStatus(StatusCode.ERROR, code);
    }
    root.end(instant);
  }

  private SpanBuilder child(Deployment deployment, String name, Instant began) {
    return span(deployment, name, began).setParent(
        Context.root().with(Span.wrap(DeploymentIds.root(deployment.uuid()))));
  }

  private SpanBuilder span(Deployment deployment, String name, Instant began) {
    return tracer.spanBuilder(name)
        .setStartTimestamp(began)
        .setAttribute(DEPLOYMENT, deployment.id().value())
        .setAttribute(VERSION, deployment.version())
        .setAttribute(APP, deployment.app().value())
        .setAttribute(RELEASE, deployment.releaseName().toString());
  }

  private Instant instant(DeploymentState state) {
    return switch (state) {
      case DeploymentState.Active active -> active.deployedAt();
      case DeploymentState.Failed failed -> failed.failedAt();
      case DeploymentState.Pending p -> clock.instant();
      case DeploymentState.Building b -> clock.instant();
      case DeploymentState.Queued q -> clock.instant();
      case DeploymentState.Deploying d -> clock.instant();
    };
  }

  /** Sends what there is, as far as that is possible within its time. */
  @Override
  public void close() {
    provider.shutdown().join(flush.toMillis(), TimeUnit.MILLISECONDS);
  }
}
