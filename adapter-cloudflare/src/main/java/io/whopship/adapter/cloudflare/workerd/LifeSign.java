package io.whopship.adapter.cloudflare.workerd;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a worker that loops from one that only waits for something slow. workerd answers nothing
 * while a worker loops, not even what never reaches the worker.
 */
record LifeSign(HttpClient client) {

  private static final Logger log = LoggerFactory.getLogger(LifeSign.class);

  /** The assets in front of each worker answer this with 404. */
  private static final String CLOSED_PATH = "/cdn-cgi/";

  /** Completes when the process answers; fails when it ends. A loop without end does neither. */
  Future<Void> ask(int port) {
    RequestOptions question = new RequestOptions().setMethod(HttpMethod.GET)
        .setURI(CLOSED_PATH)
        .setServer(SocketAddress.inetSocketAddress(port, "127.0.0.1"));
    return client.request(question).compose(request -> {
      request.connection().exceptionHandler(lost -> log.debug("no life sign port={}", port, lost));
      return request.send().compose(HttpClientResponse::end);
    });
  }
}
