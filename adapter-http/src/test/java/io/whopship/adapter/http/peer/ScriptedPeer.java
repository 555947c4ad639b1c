package io.whopship.adapter.http.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** A server that answers what a test says, one answer after the other. */
final class ScriptedPeer implements AutoCloseable {

  private record Script(int status, String body, boolean staysOpen, boolean isSilent) {}

  final List<String> requests = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Script> scripts = new LinkedBlockingQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  ScriptedPeer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  void answers(int status, String body) {
    scripts.add(new Script(status, body, false, false));
  }

  /** A stream that goes on after this, and says nothing. */
  void streams(String events) {
    scripts.add(new Script(200, events, true, false));
  }

  void doesNotAnswer() {
    scripts.add(new Script(200, "", true, true));
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
    try (exchange) {
      Script script = scripts.take();
      if (script.isSilent()) {
        closed.await();
      }
      exchange.sendResponseHeaders(script.status(), 0);
      exchange.getResponseBody().write(script.body().getBytes(UTF_8));
      exchange.getResponseBody().flush();
      if (script.staysOpen()) {
        closed.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
