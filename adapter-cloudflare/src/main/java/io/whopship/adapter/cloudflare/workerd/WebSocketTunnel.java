package io.whopship.adapter.cloudflare.workerd;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.NetSocket;
import io.vertx.httpproxy.ProxyContext;

/**
 * A WebSocket after its handshake: bytes both ways until one side ends. http-proxy has one of its
 * own, which piles up in memory what a slow reader does not take; this one lets the sender wait.
 */
final class WebSocketTunnel {

  private WebSocketTunnel() {}

  /** Passes the handshake's answer on. Completes when the tunnel is closed. */
  static Future<Void> open(ProxyContext proxied) {
    HttpServerRequest request = proxied.request().proxiedRequest();
    NetSocket worker = proxied.response().proxiedResponse().netSocket();
    worker.pause();
    HttpServerResponse handshake = request.response();
    handshake.setStatusCode(101);
    handshake.headers().addAll(proxied.response().headers());
    return request.toNetSocket().compose(visitor -> {
      // the end of one direction closes the other's source, so that both end
      Future<Void> inward = visitor.pipeTo(worker).eventually(worker::close);
      Future<Void> outward = worker.pipeTo(visitor).eventually(visitor::close);
      return Future.join(inward, outward).mapEmpty();
    });
  }
}
