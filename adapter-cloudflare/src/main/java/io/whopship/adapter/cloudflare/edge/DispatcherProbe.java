package io.whopship.adapter.cloudflare.edge;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.whopship.adapter.cloudflare.dispatch.ProbeSignature;
import io.whopship.adapter.cloudflare.telemetry.ReleaseFigures;
import io.whopship.ports.driven.Edge.ProbeResult;
import io.whopship.ports.model.rollout.ReleaseName;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

  ProbeResult probe(ReleaseName release, String host, String path, Duration timeout) {
    long began = System.nanoTime();
    try {
      Answer answer = ask(release, host, path, timeout).toCompletionStage()
          .toCompletableFuture()
          .get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return judge(release, path, answer, Duration.ofNanos(System.nanoTime() - began));
    } catch (TimeoutException e) {
      return new ProbeResult.Silent(
          "GET " + path + " was not answered within " + timeout.toMillis() + " ms");
    } catch (ExecutionException e) {
      return new ProbeResult.Silent(
          "GET " + path + " at " + host + " failed: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new ProbeResult.Silent("GET " + path + " was interrupted");
    }
  }

  private static ProbeResult judge(ReleaseName release, String path, Answer answer,
      Duration latency) {
    if (answer.status() == 403 && answer.release() == null && !answer.said().isEmpty()) {
      return new ProbeResult.Silent("GET " + path + " was refused: " + answer.said());
    }
    if (!release.toString().equals(answer.release())) {
      return new ProbeResult.Silent("GET " + path + " answered " + answer.status()
          + ", but it was not " + release + " that did: is the wildcard route of the sites set to"
          + " the dispatcher, with the same probe secret? 'whopship cloudflare init' sees to both");
    }
    return new ProbeResult.Answered(answer.status(), latency, "");
  }

  /**
   * An answer.
   *
   * @param release who says to have answered; {@code null} if nobody does
   * @param said why a probe was refused
   */
  private record Answer(int status, @Nullable String release, String said) {}

  private Future<Answer> ask(ReleaseName release, String host, String path, Duration timeout) {
    Instant expires = clock.instant().plus(timeout).plus(MARGIN);
    return client.request(options(host, path, timeout))
        .compose((HttpClientRequest request) -> request.authority(HostAndPort.create(host, -1))
            .putHeader(ProbeSignature.HEADER, signature.sign(release, host, path, expires))
            .putHeader("User-Agent", ReleaseFigures.PROBE)
            .send())
        .compose(DispatcherProbe::read);
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

  /** The head of an answer is what counts; of the rest, only a refusal's is waited for. */
  private static Future<Answer> read(HttpClientResponse response) {
    String release = response.getHeader(ProbeSignature.ANSWERED_BY);
    if (response.statusCode() == 403 && release == null) {
      return response.body()
          .map(body -> new Answer(403, null, body.toString()
              .lines()
              .findFirst()
              .orElse("")
              .transform(line -> line.substring(0, Math.min(line.length(), MAX_SAID)))));
    }
    response.exceptionHandler(leftEarly -> {
    });
    response.request().reset();
    return Future.succeededFuture(new Answer(response.statusCode(), release, ""));
  }
}
