package io.whopship.adapter.http.socket;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletCoreRequest;
import org.eclipse.jetty.ee10.servlet.ServletCoreResponse;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.FutureCallback;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;

/**
 * Makes a WebSocket of a request, on Jetty's core: its API above that queues what is sent without
 * bound and holds several times the memory.
 *
 * @param limit of bytes in a text from the peer
 * @param lifetime after which the socket is closed, whatever happens
 */
public record Handshake(OpenSockets open, int limit, Duration lifetime) {

  /** Longer than any server runs. */
  public static final Duration FOR_EVER = Duration.ofDays(36_500);

  /** What a viewer sends is short, and the buffer goes back to the pool when all is read. */
  private static final int INPUT_BUFFER = 4096;

  /** Whether it worked; if not, nothing was answered yet: the request was not a good one. */
  public boolean shake(HttpServletRequest request, HttpServletResponse response, TextReader reader)
      throws IOException {
    Request core = ServletCoreRequest.wrap(request);
    FutureCallback done = new FutureCallback();
    WebSocketMappings mappings = new WebSocketMappings(WebSocketServerComponents
        .getWebSocketComponents(ServletContextHandler
            .getServletContextHandler(request.getServletContext())));
    TextSocket socket = new TextSocket(open, reader, limit, lifetime.toNanos());
    boolean upgraded = mappings.upgrade(new Acceptance(socket), core,
        ServletCoreResponse.wrap(core, response, false), done, null);
    if (upgraded) {
      done.block();
    }
    return upgraded;
  }

  /** Says yes, and to nothing else: no compression, which costs 100 KiB a socket. */
  private record Acceptance(TextSocket socket) implements WebSocketNegotiator {

    @Override
    public FrameHandler negotiate(ServerUpgradeRequest request, ServerUpgradeResponse response,
        Callback callback) {
      response.setExtensions(List.of());
      return socket;
    }

    @Override
    public void customize(Configuration settings) {
      // Silence is noticed by OpenSockets, and the length of texts by TextSocket: Jetty's limit is
      // for both directions.
      settings.setIdleTimeout(Duration.ZERO);
      settings.setMaxFrameSize(0);
      settings.setAutoFragment(true);
      settings.setInputBufferSize(INPUT_BUFFER);
    }
  }
}
