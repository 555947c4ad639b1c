package io.whopship.adapter.cloudflare.api;

import io.whopship.adapter.cloudflare.api.Attempt.Troubled;
import io.whopship.adapter.cloudflare.api.Call.Trait;
import io.whopship.ports.model.identity.Secret;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends a call once, within its time. HTTP/1.1, as Cloudflare's own client does. */
final class Transport implements AutoCloseable {

  private static final Duration BRIEF = Duration.ofSeconds(3);
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);

  private final ApiSettings settings;
  private final RateBudget budget;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client;

  Transport(ApiSettings settings, RateBudget budget) {
    this.settings = settings;
    this.budget = budget;
    client = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(shorter(settings.callTime(), LONGEST_CONNECT))
        .executor(threads)
        .build();
  }

  Duration limit(Call call) {
    if (call.is(Trait.BRIEF)) {
      return shorter(settings.callTime(), BRIEF);
    }
    return call.is(Trait.HEAVY) ? settings.uploadTime() : settings.callTime();
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  Attempt send(Call call) throws InterruptedException {
    Secret token = Objects.requireNonNullElse(call.session(), settings.token());
    // The client's own limit ends where the answer's body begins: one that stops there would hang.
    CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request(call, token),
        BodyHandlers.ofByteArray());
    Duration limit = limit(call);
    try {
      HttpResponse<byte[]> response = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (call.session() == null) {
        budget.learn(response.headers());
      }
      return new Envelope(call, response, token.reveal()).judge();
    } catch (TimeoutException e) {
      return new Troubled("Cloudflare did not answer " + call.what() + " within "
          + Spoken.time(limit), false, e);
    } catch (ExecutionException e) {
      return broken(call, Objects.requireNonNullElse(e.getCause(), e));
    } finally {
      answer.cancel(true);
    }
  }

  private HttpRequest request(Call call, Secret token) {
    Content content = call.content();
    HttpRequest.Builder request = HttpRequest
        .newBuilder(URI.create(settings.baseUrl() + call.path()))
        .header("Authorization", "Bearer " + token.reveal())
        .header("User-Agent", "WhopShip");
    if (content != null) {
      request.header("Content-Type", content.type());
    }
    return request.method(call.method(), body(call)).build();
  }

  private static BodyPublisher body(Call call) {
    Content content = call.content();
    if (content == null) {
      return BodyPublishers.noBody();
    }
    BodyPublisher body = content.publisher().get();
    Deadline deadline = call.deadline();
    return deadline == null ? body : new TimelyBody(body, deadline);
  }

  private Attempt broken(Call call, Throwable cause) {
    if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
      return new Troubled("Cloudflare could not be reached at " + settings.baseUrl().getAuthority()
          + " for " + call.what(), true, cause);
    }
    if (cause instanceof IOException) {
      String why = Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
      return new Troubled("The connection to Cloudflare broke at " + call.what() + ": " + why,
          false, cause);
    }
    if (cause instanceof RuntimeException failure) {
      throw failure;
    }
    throw new IllegalStateException(call.what() + " failed", cause);
  }

  @Override
  public void close() {
    client.shutdownNow();
    threads.shutdown();
  }
}
