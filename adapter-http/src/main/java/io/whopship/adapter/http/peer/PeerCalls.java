package io.whopship.adapter.http.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.servers.PeerCall;
import io.whopship.ports.model.servers.RunningServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Requests to one peer about one agent, each with a pass of its own. */
final class PeerCalls {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int OK = 200;

  private final HttpClient client;
  private final RunningServer peer;
  private final AgentId agent;
  private final Function<PeerCall, Secret> pass;

  PeerCalls(HttpClient client, RunningServer peer, AgentId agent, Function<PeerCall, Secret> pass) {
    this.client = client;
    this.peer = peer;
    this.agent = agent;
    this.pass = pass;
  }

  JsonNode get(String path, Duration time) {
    return read(send(request("GET", path), BodyHandlers.ofByteArray(), time));
  }

  JsonNode post(String path, Duration time) {
    return read(send(request("POST", path), BodyHandlers.ofByteArray(), time));
  }

  /** An answer that goes on; the time is that to its begin. */
  InputStream open(String path, Duration time) {
    HttpResponse<InputStream> response = send(request("GET", path), BodyHandlers.ofInputStream(),
        time);
    if (response.statusCode() == OK) {
      return response.body();
    }
    try (InputStream body = response.body()) {
      throw refused(response.statusCode(), body.readAllBytes());
    } catch (IOException e) {
      throw unavailable("broke off its answer", e);
    }
  }

  private HttpRequest request(String method, String path) {
    String target = "/peer/agents/" + agent + path;
    Secret proof = pass.apply(new PeerCall(agent, method, target));
    return HttpRequest.newBuilder(URI.create(peer.url() + target))
        .method(method, BodyPublishers.noBody())
        .header("Authorization", "WhopShip-Peer " + proof.reveal())
        .build();
  }

  private JsonNode read(HttpResponse<byte[]> response) {
    if (response.statusCode() != OK) {
      throw refused(response.statusCode(), response.body());
    }
    try {
      return MAPPER.readTree(response.body());
    } catch (IOException e) {
      throw unavailable("gave an answer that cannot be read", e);
    }
  }

  /** What a problem says, which the peer has found out itself. */
  private PortException.Unavailable refused(int status, byte[] problem) {
    String message = "";
    try {
      message = MAPPER.readTree(problem).path("message").asText();
    } catch (IOException e) {
      // Not one of ours: perhaps a proxy's, or another program's at this address.
    }
    return new PortException.Unavailable(
        "server " + peer.name() + " answered " + status + ": " + message, null);
  }

  private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler, Duration time) {
    CompletableFuture<HttpResponse<T>> answer = client.sendAsync(request, handler);
    try {
      return answer.get(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw unavailable("did not answer within " + time.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw unavailable("cannot be reached at " + peer.url(), e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw unavailable("was not waited for", e);
    }
  }

  PortException.Unavailable unavailable(String what, Throwable cause) {
    return new PortException.Unavailable("server " + peer.name() + " " + what, cause);
  }
}
