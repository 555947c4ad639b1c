package io.whopship.adapter.cloudflare.telemetry;

import static io.whopship.adapter.cloudflare.telemetry.Filter.all;
import static io.whopship.adapter.cloudflare.telemetry.Filter.any;
import static io.whopship.adapter.cloudflare.telemetry.Filter.is;
import static io.whopship.adapter.cloudflare.telemetry.Filter.isAtLeast;
import static io.whopship.adapter.cloudflare.telemetry.Filter.isMissing;
import static io.whopship.adapter.cloudflare.telemetry.Filter.isNot;
import static io.whopship.adapter.cloudflare.telemetry.Filter.isNotIn;

import io.whopship.adapter.cloudflare.api.CloudflareApi;
import io.whopship.adapter.cloudflare.telemetry.Observability.Calculation;
import io.whopship.adapter.cloudflare.telemetry.Observability.Span;
import io.whopship.ports.driven.TrafficFigures;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.TrafficSummary;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * What Workers Observability recorded of the requests of each release, with two calls, or one if
 * there were none. Times are those of the whole request, which is longer than until its answer
 * begins.
 *
 * <p>
 * Cloudflare's other figures, {@code workersInvocationsAdaptive} of its GraphQL, count as errors
 * what a worker threw, and not a status of 500 that it answered, as Next.js does when a page
 * breaks; nor do they know a probe from a visitor.
 */
public final class ReleaseFigures implements TrafficFigures {

  /** How a probe of the dispatcher's names itself; the dispatcher passes that on. */
  public static final String PROBE = "WhopShip-Probe";

  private static final String STATUS = "$workers.event.response.status";
  private static final String OUTCOME = "$workers.outcome";
  private static final String USER_AGENT = "$workers.event.request.headers.user-agent";
  private static final String WALL_TIME = "$workers.wallTimeMs";

  /** How requests end that were answered, and those whose visitor has left before. */
  private static final List<String> HARMLESS = List.of("ok", "canceled",
      "responseStreamDisconnected");

  private static final Filter ERRORS = any(isAtLeast(STATUS, 500),
      all(isMissing(STATUS, "number"), isNotIn(OUTCOME, HARMLESS)));

  private static final Calculation COUNT = new Calculation("requests", "count", "");

  private final Observability observability;
  private final Duration delay;
  private final InstantSource clock;

  /** {@code delay} is how long Cloudflare may take until it has recorded a request. */
  public ReleaseFigures(CloudflareApi api, Duration delay, InstantSource clock) {
    this.observability = new Observability(api);
    this.delay = delay;
    this.clock = clock;
  }

  @Override
  public Duration delay() {
    return delay;
  }

  @Override
  public TrafficSummary since(ReleaseName release, Instant since) {
    Span span = new Span(since, clock.instant());
    if (span.from().isAfter(span.to())) {
      return TrafficSummary.NONE;
    }
    String what = "the question how " + release + " answers";
    Filter visits = visits(release);
    Map<String, Double> all = observability.calculate(span, visits, List.of(COUNT,
        new Calculation("median", "median", WALL_TIME),
        new Calculation("p99", "p99", WALL_TIME)), what);
    long requests = count(all);
    if (requests == 0) {
      return TrafficSummary.NONE;
    }
    long errors = count(observability.calculate(span, all(visits, ERRORS), List.of(COUNT), what));
    // A request may have been recorded between the two questions.
    return new TrafficSummary(requests, Math.min(errors, requests), millis(all, "median"),
        millis(all, "p99"));
  }

  /** Whether an absent value differs from all others is not documented, so it is said. */
  private static Filter visits(ReleaseName release) {
    return all(is("$metadata.service", release.toString()),
        is("$metadata.type", LoggedEvent.INVOCATION),
        is("$workers.eventType", "fetch"),
        any(isMissing(USER_AGENT, "string"), isNot(USER_AGENT, PROBE)));
  }

  private static long count(Map<String, Double> values) {
    return Math.round(values.getOrDefault(COUNT.name(), 0.0));
  }

  private static Duration millis(Map<String, Double> values, String name) {
    return Duration.ofNanos(Math.round(values.getOrDefault(name, 0.0) * 1_000_000));
  }
}
