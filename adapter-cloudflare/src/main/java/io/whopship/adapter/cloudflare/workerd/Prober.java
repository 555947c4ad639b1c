package io.whopship.adapter.cloudflare.workerd;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.whopship.adapter.cloudflare.AnswerStart;
import io.whopship.ports.driven.Edge.Probe;
import io.whopship.ports.driven.Edge.ProbeResult;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.rollout.ReleaseName;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a release how it is, past the front. Blocks its caller. */
final class Prober {

  private final WorkerProcesses processes;
  private final HttpClient client;
  private final RequestHeaders headers;

  Prober(WorkerProcesses processes, HttpClient client, RequestHeaders headers) {
    this.processes = processes;
    this.client = client;
    this.headers = headers;
  }

  ProbeResult probe(ReleaseName release, String host, Probe probe) {
    long deadline = System.nanoTime() + probe.timeout().toNanos();
    CompletableFuture<WorkerProcess.Visit> entering = processes.enter(release);
    try {
      WorkerProcess.Visit visit = await(entering, deadline);
      long began = System.nanoTime();
      AnswerStart answer = await(ask(visit.port(), host, probe).toCompletionStage()
          .toCompletableFuture(), deadline);
      return new ProbeResult.Answered(answer.status(), Duration.ofNanos(answer.headAt() - began),
          answer.bodyUntil(deadline));
    } catch (TimeoutException e) {
      return new ProbeResult.Silent("GET " + probe.path() + " was not answered within "
          + probe.timeout().toMillis() + " ms");
    } catch (ExecutionException e) {
      return failed(probe, root(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PortException.Unavailable("GET " + probe.path() + " was interrupted", e);
    } finally {
      // also a visit that begins only after nobody waits for it any more
      var unused = entering.thenAccept(WorkerProcess.Visit::close);
    }
  }

  private static <T> T await(CompletableFuture<T> future, long deadline)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  /** What this machine is to blame for says nothing of the release. */
  private static ProbeResult failed(Probe probe, Throwable cause) {
    if (cause instanceof PortException.Unavailable machine) {
      throw machine;
    }
    return new ProbeResult.Silent("GET " + probe.path() + " failed: "
        + Objects.requireNonNullElse(cause.getMessage(), cause.toString()));
  }

  private Future<AnswerStart> ask(int port, String host, Probe probe) {
    return client
        .request(new RequestOptions().setMethod(HttpMethod.GET)
            .setURI(probe.path())
            .setIdleTimeout(probe.timeout().toMillis())
            .setServer(SocketAddress.inetSocketAddress(port, "127.0.0.1")))
        .compose((HttpClientRequest request) -> {
          request.authority(HostAndPort.create(host, -1))
              .putHeader("X-Forwarded-Proto", headers.scheme())
              .putHeader(RequestHeaders.SCHEME, headers.scheme())
              .putHeader("X-Forwarded-Host", host)
              .putHeader("User-Agent", "WhopShip-Probe");
          return AnswerStart.ask(request, response -> probe.bodyBytes());
        });
  }

  private static Throwable root(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof ExecutionException || cause instanceof CompletionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
