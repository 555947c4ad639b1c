package io.whopship.adapter.cloudflare.workerd;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.whopship.ports.driven.Edge.ProbeResult;
import io.whopship.ports.model.rollout.ReleaseName;
import java.time.Duration;
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

  ProbeResult probe(ReleaseName release, String host, String path, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    try (WorkerProcess.Visit visit = processes.enter(release)
        .get(timeout.toNanos(),
            TimeUnit.NANOSECONDS)) {
      long began = System.nanoTime();
      int status = ask(visit.port(), host, path, timeout).toCompletionStage()
          .toCompletableFuture()
          .get(deadline - began, TimeUnit.NANOSECONDS);
      Duration latency = Duration.ofNanos(System.nanoTime() - began);
      return new ProbeResult.Answered(status, latency, "");
    } catch (TimeoutException e) {
      return new ProbeResult.Silent(
          "GET " + path + " was not answered within " + timeout.toMillis() + " ms");
    } catch (ExecutionException e) {
      return new ProbeResult.Silent("GET " + path + " failed: " + root(e).getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new ProbeResult.Silent("GET " + path + " was interrupted");
    }
  }

  /** The head of the answer is what counts; the rest is not waited for. */
  private Future<Integer> ask(int port, String host, String path, Duration timeout) {
    return client
        .request(new RequestOptions().setMethod(HttpMethod.GET)
            .setURI(path)
            .setIdleTimeout(timeout.toMillis())
            .setServer(SocketAddress.inetSocketAddress(port, "127.0.0.1")))
        .compose((HttpClientRequest request) -> request.authority(HostAndPort.create(host, -1))
            .putHeader("X-Forwarded-Proto", headers.scheme())
            .putHeader(RequestHeaders.SCHEME, headers.scheme())
            .putHeader("X-Forwarded-Host", host)
            .putHeader("User-Agent", "WhopShip-Probe")
            .send())
        .map(response -> {
          response.exceptionHandler(leftEarly -> {
          });
          response.request().reset();
          return response.statusCode();
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
