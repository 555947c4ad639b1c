package io.whopship.testkit.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * HTTP/1.1 on a free port of loopback, one virtual thread per connection. The JDK's own server can
 * neither reset a connection nor, without a property of the whole JVM, answer without the 40 ms
 * that Nagle's algorithm and a delayed acknowledgement make together.
 */
public final class LoopbackServer implements AutoCloseable {

  private static final int BUFFER = 64 * 1024;
  private static final int RECEIVE = 1 << 20;
  private static final int BACKLOG = 1_000;

  /** Answers one request, or breaks the connection. */
  @FunctionalInterface
  public interface Handler {
    void handle(Exchange exchange) throws IOException, InterruptedException;
  }

  private final ServerSocket listener;
  private final Handler handler;
  private final Thread accepting = Thread.ofVirtual().unstarted(this::accept);
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Set<Thread> serving = ConcurrentHashMap.newKeySet();

  private LoopbackServer(ServerSocket listener, Handler handler) {
    this.listener = listener;
    this.handler = handler;
  }

  public static LoopbackServer start(Handler handler) {
    try {
      ServerSocket listener = new ServerSocket();
      listener.setReceiveBufferSize(RECEIVE); // a large body wakes its thread less often
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
      LoopbackServer server = new LoopbackServer(listener, handler);
      server.accepting.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on loopback", e);
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        if (!listener.isClosed()) {
          throw new UncheckedIOException("nobody is let in any more", e);
        }
      }
    }
  }

  private void serve(Socket socket) {
    serving.add(Thread.currentThread());
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER);
      Optional<RequestHead> head = RequestHead.read(in);
      while (head.isPresent() && !listener.isClosed()) {
        Exchange exchange = new Exchange(head.get(), in, socket);
        handler.handle(exchange);
        if (!exchange.mayFollowAnother()) {
          return;
        }
        head = RequestHead.read(in);
      }
    } catch (IOException e) {
      // the client went away, or was cut off
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
      serving.remove(Thread.currentThread());
    }
  }

  /** Lets nobody in any more, and cuts off whoever is connected. */
  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the server on loopback does not close", e);
    }
    serving.forEach(Thread::interrupt);
    try {
      accepting.join(); // until it ends the port may be open
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
