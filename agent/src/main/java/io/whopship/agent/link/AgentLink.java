package io.whopship.agent.link;

import io.whopship.agent.Backoff;
import io.whopship.ports.driven.PortException.Rejected;
import io.whopship.ports.driven.PortException.Unavailable;
import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.model.identity.Secret;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an agent connected to its server, and does what that asks for. Registers with a one-time
 * token if the server does not know the agent's key yet.
 */
public final class AgentLink {

  private static final Logger log = LoggerFactory.getLogger(AgentLink.class);

  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final LinkSettings settings;
  private final ContainerHost host;
  private final Secret key;
  private final @Nullable Secret token;
  private final Streams streams;

  /**
   * A link that connects nowhere yet.
   *
   * @param key by which the server knows this agent; on disk already
   * @param token {@code null} if the key was registered before
   */
  public AgentLink(LinkSettings settings, ContainerHost host, Secret key, @Nullable Secret token) {
    this.settings = settings;
    this.host = host;
    this.key = key;
    this.token = token;
    this.streams = new Streams(host);
  }

  /**
   * Connects, and again whenever the connection has ended, until the thread is interrupted.
   *
   * @throws Rejected if trying again would not help: the key or the token is worth nothing
   */
  public void run() throws InterruptedException {
    Backoff backoff = settings.backoff();
    Secret unused = token;
    long connectedAt = System.nanoTime();
    HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
    try {
      while (true) {
        try {
          Session session = new Session(settings, host, streams);
          String end = session.serve(connect(http, session));
          connectedAt = System.nanoTime();
          if (session.wasWelcome()) {
            backoff.reset();
          }
          waitAfter(end, backoff);
        } catch (KeyRefusedException e) {
          if (unused == null) {
            throw keyRefused();
          }
          unused = register(http, unused, backoff);
        } catch (Unavailable e) {
          waitAfter(String.valueOf(e.getMessage()), backoff);
        } finally {
          streams.detach();
        }
        if (System.nanoTime() - connectedAt > settings.spool().toNanos()) {
          streams.stopAll();
        }
      }
    } finally {
      streams.stopAll();
      http.shutdownNow();
    }
  }

  private Rejected keyRefused() {
    return new Rejected("the server at " + settings.server() + " does not know the key of this"
        + " agent: it was revoked, or never registered. Ask for a token (POST " + settings.server()
        + "/api/agents/tokens) and start the agent with it", null);
  }

  /** {@code null} once it has worked; the token, to try it again, if the server is away. */
  private @Nullable Secret register(HttpClient http, Secret unused, Backoff backoff)
      throws InterruptedException {
    try {
      String name = Registration.register(http, settings, unused, key);
      log.info("registered name=\"{}\" server={}", name, settings.server());
      return null;
    } catch (Unavailable e) {
      waitAfter(String.valueOf(e.getMessage()), backoff);
      return unused;
    }
  }

  private void waitAfter(String reason, Backoff backoff) throws InterruptedException {
    Duration pause = backoff.next();
    log.warn("not connected: {}. Next try in {} ms", reason, pause.toMillis());
    Thread.sleep(pause);
  }

  private WebSocket connect(HttpClient http, Session session)
      throws InterruptedException, KeyRefusedException {
    try {
      return http.newWebSocketBuilder()
          .connectTimeout(CONNECT)
          .header("Authorization", "Bearer " + key.reveal())
          .buildAsync(settings.connection(), session)
          .get();
    } catch (ExecutionException | CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof WebSocketHandshakeException handshake) {
        throw refused(handshake.getResponse().statusCode());
      }
      throw new Unavailable("the server at " + settings.server() + " cannot be reached: "
          + Cause.of(cause), e);
    }
  }

  private RuntimeException refused(int status) throws KeyRefusedException {
    return switch (status) {
      case 401, 403 -> throw new KeyRefusedException();
      case 404, 405 -> new Rejected(settings.server() + " is not the API of a WhopShip server: it"
          + " answered " + status + " to " + settings.connection().getPath()
          + "; look at --server", null);
      default -> new Unavailable("the server at " + settings.server() + " answered " + status,
          null);
    };
  }

  /** The server does not know the key. */
  private static final class KeyRefusedException extends Exception {
    private static final long serialVersionUID = 1L;
  }
}
