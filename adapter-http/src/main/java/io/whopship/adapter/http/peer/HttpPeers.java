package io.whopship.adapter.http.peer;

import io.whopship.ports.driven.Timer;
import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.driven.servers.Peers;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.servers.PeerCall;
import io.whopship.ports.model.servers.RunningServer;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Other servers by their API. */
public final class HttpPeers implements Peers, AutoCloseable {

  /**
   * How long a peer may take.
   *
   * @param connect to accept a connection
   * @param answer to list containers, for which it asks the agent
   * @param action to start or stop a container
   * @param pause between two tries to go on with a log
   * @param silence of a stream, which has a heartbeat each 15 s
   */
  public record Times(Duration connect, Duration answer, Duration action, Duration pause,
      Duration silence) {

    public static final Times DEFAULT = new Times(Duration.ofSeconds(3), Duration.ofSeconds(15),
        Duration.ofSeconds(70), Duration.ofSeconds(1), Duration.ofSeconds(40));
  }

  private final HttpClient client;
  private final Timer timer;
  private final Times times;

  public HttpPeers(Timer timer) {
    this(timer, Times.DEFAULT);
  }

  public HttpPeers(Timer timer, Times times) {
    this.timer = timer;
    this.times = times;
    this.client = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .proxy(HttpClient.Builder.NO_PROXY)
        .connectTimeout(times.connect())
        .executor(Executors.newVirtualThreadPerTaskExecutor())
        .build();
  }

  @Override
  public ContainerHost host(RunningServer peer, AgentId agent, Function<PeerCall, Secret> pass) {
    return new PeerHost(new PeerCalls(client, peer, agent, pass), timer, times);
  }

  /** Cuts all that is under way. */
  @Override
  public void close() {
    client.shutdownNow();
  }
}
