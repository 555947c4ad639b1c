package io.whopship.adapter.cloudflare.edge;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.whopship.adapter.cloudflare.AnswerStart;
import io.whopship.adapter.cloudflare.dispatch.ProbeSignature;
import io.whopship.adapter.cloudflare.telemetry.ReleaseFigures;
import io.whopship.ports.driven.Edge.Probe;
import io.whopship.ports.driven.Edge.ProbeResult;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.rollout.ReleaseName;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Asks a release how it is, by way of the dispatcher: past all routes, with a signature that only
 * this platform can make. Blocks its caller.
 */
final class DispatcherProbe {

  /**
   * For how long a signature is good beyond the time that the probe has; for clocks that differ.
   */
  private static final Duration MARGIN = Duration.ofMinutes(2);

  private static final int MAX_SAID = 200;

  private final HttpClient client;
  private final ProbeSignature signature;
  private final boolean https;
  private final @Nullable InetSocketAddress visitors;
  private final InstantSource clock;

  DispatcherProbe(HttpClient client, ProbeSignature signature, boolean https,
      @Nullable InetSocketAddress visitors, InstantSource clock) {
    this.client = client;
    this.signature = signature;
    this.https = https;
    this.visitors = visitors;
    this.clock = clock;
  }

  ProbeResult probe(ReleaseName release, String host, Probe probe) {
    long began = System.nanoTime();
    long deadline = began + probe.timeout().toNanos();
    AtomicBoolean connected = new AtomicBoolean();
    try {
      AnswerStart answer = ask(release, host, probe, connected).toCompletionStage()
          .toCompletableFuture()
          .get(probe.timeout().toNanos(), TimeUnit.NANOSECONDS);
      String body = answer.bodyUntil(deadline);
      return judge(release, probe, answer, Duration.ofNanos(answer.headAt() - began), body);
    } catch (TimeoutException e) {
      return notInTime(host, probe, connected.get(), e);
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      if (cause instanceof TimeoutException) { // the client's own, a moment before ours
        return notInTime(host, probe, connected.get(), cause);
      }
      throw new PortException.Unavailable((connected.get()
          ? "The connection to the dispatcher broke at GET " + probe.path() + " of "
          : "The dispatcher could not be reached at ") + host + ": " + cause, cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PortException.Unavailable("GET " + probe.path() + " was interrupted", e);
    }
  }

  private static ProbeResult notInTime(String host, Probe probe, boolean connected,
      Throwable cause) {
    if (connected) {
      return new ProbeResult.Silent("GET " + probe.path() + " was not answered within "
          + probe.timeout().toMillis() + " ms");
    }
    throw new PortException.Unavailable("The dispatcher could not be reached at " + host
        + " within " + probe.timeout().toMillis() + " ms", cause);
  }

  private static ProbeResult judge(ReleaseName release, Probe probe, AnswerStart answer,
      Duration latency, String body) {
    String asked = "GET " + probe.path();
    if (release.toString().equals(answer.header(ProbeSignature.ANSWERED_BY))) {
      return answer.header(ProbeSignature.ABSENT).equals(release.toString())
          ? new ProbeResult.Silent("there is no release " + release)
          : new ProbeResult.Answered(answer.status(), latency, body);
    }
    if (answer.status() == 403 && body.startsWith(ProbeSignature.HEADER + " ")) {
      throw new PortException.Rejected("The dispatcher refused " + asked + ": " + body.strip()
          + " 'whopship cloudflare init' gives it the probe secret of this server.", null);
    }
    if (answer.status() == 429 || answer.status() >= 500) {
      throw new PortException.Unavailable(asked + " was answered " + answer.status()
          + " by Cloudflare, before the dispatcher", null, retryAfter(answer));
    }
    throw new PortException.Unavailable(asked + " was answered " + answer.status()
        + ", but it was not " + release + " that did: is the wildcard route of the sites set to"
        + " the dispatcher? 'whopship cloudflare init' sees to it", null);
  }

  private static Duration retryAfter(AnswerStart answer) {
    String seconds = answer.header("Retry-After");
    return seconds.matches("\\d{1,6}")
        ? Duration.ofSeconds(Long.parseLong(seconds))
        : Duration.ZERO;
  }

  /** Of the dispatcher, or of something before it: the body tells. */
  private static boolean isRefusal(HttpClientResponse response) {
    return response.statusCode() == 403
        && response.getHeader(ProbeSignature.ANSWERED_BY) == null;
  }

  private Future<AnswerStart> ask(ReleaseName release, String host, Probe probe,
      AtomicBoolean connected) {
    Instant expires = clock.instant().plus(probe.timeout()).plus(MARGIN);
    return client.request(options(host, probe.path(), probe.timeout()))
        .compose((HttpClientRequest request) -> {
          connected.set(true);
          request.authority(HostAndPort.create(host, -1))
              .putHeader(ProbeSignature.HEADER,
                  signature.sign(release, host, probe.path(), expires))
              .putHeader("User-Agent", ReleaseFigures.PROBE);
          return AnswerStart.ask(request,
              response -> isRefusal(response) ? MAX_SAID : probe.bodyBytes());
        });
  }

  private RequestOptions options(String host, String path, Duration timeout) {
    RequestOptions options = new RequestOptions().setMethod(HttpMethod.GET)
        .setURI(path)
        .setSsl(https)
        .setHost(host)
        .setPort(https ? 443 : 80)
        .setConnectTimeout(timeout.toMillis())
        .setIdleTimeout(timeout.toMillis());
    return visitors == null
        ? options
        : options.setServer(
            SocketAddress.inetSocketAddress(visitors.getPort(), visitors.getHostString()));
  }
}
