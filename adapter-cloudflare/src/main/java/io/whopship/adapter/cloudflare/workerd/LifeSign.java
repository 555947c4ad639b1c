package io.whopship.adapter.cloudflare.workerd;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a worker that loops from one that only waits for something slow. workerd answers nothing
 * while a worker loops, not even what never reaches the worker.
 */
final class LifeSign {

  private static final Logger log = LoggerFactory.getLogger(LifeSign.class);

  /** workerd itself answers this with 404. */
  private static final String CLOSED_PATH = "/cdn-cgi/";
  /** Long enough for a busy machine, or for a worker that computes for a while. */
  private static final long WAIT_SECONDS = 5;

  private LifeSign() {}

  /** Kills the process if it gives none, as if it had crashed. Asks once at a time. */
  static void killUnlessGiven(Vertx vertx, HttpClient client, WorkerProcess.Visit visit) {
    if (!visit.beginDoubt()) {
      return;
    }
    RequestOptions question = new RequestOptions().setMethod(HttpMethod.GET)
        .setURI(CLOSED_PATH)
        .setIdleTimeout(TimeUnit.SECONDS.toMillis(2 * WAIT_SECONDS)) // frees the connection
        .setServer(SocketAddress.inetSocketAddress(visit.port(), "127.0.0.1"));
    client.request(question)
        .compose(request -> request
            .exceptionHandler(lost -> log.debug("connection lost port={}", visit.port(), lost))
            .send())
        .compose(HttpClientResponse::end)
        .timeout(WAIT_SECONDS, TimeUnit.SECONDS)
        .onComplete(sign -> {
          visit.endDoubt();
          if (sign.cause() instanceof TimeoutException) { // else it ended by itself
            vertx.executeBlocking(() -> {
              visit.killProcess();
              return true;
            });
          }
        });
  }
}
