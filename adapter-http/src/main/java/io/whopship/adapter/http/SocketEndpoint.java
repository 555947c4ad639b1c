package io.whopship.adapter.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.whopship.adapter.http.socket.Handshake;
import io.whopship.adapter.http.socket.OpenSockets;
import io.whopship.adapter.http.socket.TextReader;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;

/** A path at which a WebSocket begins, and who decides whether it does. */
record SocketEndpoint(String path, Door door) {

  /** Looks at a request before anything is upgraded. Refuses by a {@link Refusal}. */
  @FunctionalInterface
  interface Door {
    Admitted admit(Request request);
  }

  /**
   * Somebody who may come in.
   *
   * @param limit of bytes in a message from them
   * @param lifetime after which they must go
   */
  record Admitted(TextReader reader, int limit, Duration lifetime) {}

  void upgrade(Context context, OpenSockets open) throws IOException {
    Admitted admitted = door.admit(new Request(context));
    HttpServletRequest request = HiddenUpgrade.revealed(context.req());
    if (request == null) {
      throw new Refusal(Problem.of(HttpStatus.UPGRADE_REQUIRED,
          "This is a WebSocket: connect to it with ws:// or wss://").with("Upgrade", "websocket"));
    }
    Handshake handshake = new Handshake(open, admitted.limit(), admitted.lifetime());
    if (!handshake.shake(request, context.res(), admitted.reader())) {
      throw new Refusal(Problem.of(HttpStatus.BAD_REQUEST, "Not a WebSocket handshake: it needs"
          + " Upgrade: websocket, Connection: Upgrade, Sec-WebSocket-Version: 13 and"
          + " Sec-WebSocket-Key"));
    }
  }
}
