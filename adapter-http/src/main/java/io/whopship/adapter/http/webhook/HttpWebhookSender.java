package io.whopship.adapter.http.webhook;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.webhooks.WebhookSender;
import io.whopship.ports.model.webhooks.SendResult;
import io.whopship.ports.model.webhooks.WebhookUrl;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Sends by Jetty's client, the one that lets us say which addresses are connected to. Each request
 * has a connection of its own, so each is looked at anew. Safe for use by many threads.
 */
public final class HttpWebhookSender implements WebhookSender, AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration FORGOTTEN_AFTER = Duration.ofSeconds(5);
  private static final int MAX_HEADERS = 16 * 1024;
  private static final int THREADS = 16;

  private final UrlRules rules;
  private final HttpClient client;
  private final Duration timeout;
  private final InstantSource clock;
  private volatile boolean closed;

  /**
   * Starts its threads.
   *
   * @param privateAllowed requests may also go to addresses of this machine and its network, to all
   * ports, and on this machine without TLS
   */
  public HttpWebhookSender(boolean privateAllowed, InstantSource clock) {
    this(privateAllowed, host -> List.of(InetAddress.getAllByName(host)), TIMEOUT, clock);
  }

  HttpWebhookSender(boolean privateAllowed, GuardedAddresses.Names names, Duration timeout,
      InstantSource clock) {
    this.rules = new UrlRules(privateAllowed);
    this.timeout = timeout;
    this.clock = clock;
    this.client = new HttpClient();
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1);
    threads.setName("webhooks");
    threads.setDaemon(true);
    client.setExecutor(threads);
    client.setSocketAddressResolver(new GuardedAddresses(rules, names));
    client.setConnectTimeout(CONNECT_TIMEOUT.toMillis());
    client.setFollowRedirects(false);
    client.setHttpCookieStore(new HttpCookieStore.Empty());
    client.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "WhopShip-Webhooks"));
    client.setMaxResponseHeadersSize(MAX_HEADERS);
    // The client may open a connection more than it needs when several threads see one request
    // wait. The tag of each request keeps another from using it; it is idle, and closed for that.
    client.setMaxConnectionsPerDestination(1);
    client.setIdleTimeout(timeout.toMillis());
    // Else what it knows of each request that ever was sent would stay in memory.
    client.setDestinationIdleTimeout(FORGOTTEN_AFTER.toMillis());
    start();
    // Answers are wanted as they are: one that unpacks to a thousand times its size is a trap.
    client.getContentDecoderFactories().clear();
  }

  private void start() {
    try {
      client.start();
    } catch (Exception e) {
      throw new IllegalStateException("the client for webhooks does not start", e);
    }
  }

  @Override
  public Optional<String> refusal(WebhookUrl url) {
    return rules.refusal(url);
  }

  @Override
  public SendResult send(WebhookUrl url, Map<String, String> headers, String json) {
    requireOpen();
    Optional<String> refusal = rules.refusal(url);
    return refusal.isPresent()
        ? new SendResult.Forbidden(refusal.get())
        : send(request(url, headers, json));
  }

  private Request request(WebhookUrl url, Map<String, String> headers, String json) {
    return client.newRequest(url.uri())
        .tag(new Object())
        .method(HttpMethod.POST)
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .headers(fields -> {
          headers.forEach(fields::put);
          fields.put(HttpHeader.CONNECTION, "close");
        })
        .body(new StringRequestContent("application/json", json, StandardCharsets.UTF_8));
  }

  private SendResult send(Request request) {
    try (InputStreamResponseListener answer = new InputStreamResponseListener()) {
      request.send(answer);
      // The request gives up by itself, and says why; this is for a client that does not.
      Response response = answer.get(2 * timeout.toMillis(), TimeUnit.MILLISECONDS);
      try (InputStream body = answer.getInputStream()) {
        return new SendResult.Answered(response.getStatus(), Excerpt.read(body), RetryAfter
            .read(response.getHeaders().get(HttpHeader.RETRY_AFTER), clock.instant()));
      }
    } catch (ExecutionException e) {
      requireOpen();
      return failed(e);
    } catch (TimeoutException e) {
      return unanswered();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw stopping();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SendResult failed(ExecutionException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case GuardedAddresses.ForbiddenException e -> {
          return new SendResult.Forbidden(String.valueOf(e.getMessage()));
        }
        case UnknownHostException e -> {
          return new SendResult.Unreachable("there is no such host");
        }
        case TimeoutException e -> {
          return unanswered();
        }
        case SSLException e -> {
          return new SendResult.Unreachable("TLS failed: " + e.getMessage());
        }
        case ConnectException e -> {
          return new SendResult.Unreachable("nobody took the connection");
        }
        default -> {
          // a wrapper of one of these, or something else
        }
      }
    }
    return new SendResult.Unreachable("the connection broke off before there was an answer");
  }

  private SendResult unanswered() {
    return new SendResult.Unreachable(
        "there was no answer within " + timeout.toMillis() / 1000.0 + " s");
  }

  /** What fails because we stop is no failure of the webhook's. */
  private void requireOpen() {
    if (closed) {
      throw stopping();
    }
  }

  private static PortException.Unavailable stopping() {
    return new PortException.Unavailable("webhooks are told nothing more: the server stops", null);
  }

  @Override
  public void close() {
    closed = true;
    try {
      client.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the client for webhooks does not stop", e);
    }
  }
}
