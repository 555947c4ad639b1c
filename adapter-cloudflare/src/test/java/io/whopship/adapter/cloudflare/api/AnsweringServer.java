package io.whopship.adapter.cloudflare.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Answers each request with the next of what a test wrote down, byte by byte; with the last one for
 * ever. One connection a request.
 */
final class AnsweringServer implements AutoCloseable {

  /** Reads the request and closes the connection. */
  static final String RESET = "reset";
  /** Says nothing more, wherever it stands at the end. */
  static final String SILENCE = "silence";

  private final ServerSocket socket;
  private final Queue<Socket> silent = new ConcurrentLinkedQueue<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Queue<String> answers;

  private AnsweringServer(List<String> answers) throws IOException {
    this.answers = new ArrayDeque<>(answers);
    this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
  }

  static AnsweringServer of(String... answers) {
    try {
      return new AnsweringServer(List.of(answers));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A whole answer; {@code headers} are lines. */
  static String answer(int status, String headers, String body) {
    return "HTTP/1.1 " + status + " Said\r\n" + headers.replace("\n", "\r\n")
        + "Connection: close\r\nContent-Length: " + body.getBytes(UTF_8).length + "\r\n\r\n" + body;
  }

  static String json(int status, String body) {
    return answer(status, "Content-Type: application/json\n", body);
  }

  static String result(String json) {
    return json(200,
        "{\"success\":true,\"errors\":[],\"messages\":[],\"result\":" + json + "}");
  }

  static String error(int status, int code, String message) {
    return json(status, "{\"success\":false,\"errors\":[{\"code\":" + code + ",\"message\":\""
        + message + "\"}],\"messages\":[],\"result\":null}");
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/client/v4");
  }

  /** First line, headers and body of each request. */
  List<String> requests() {
    return requests;
  }

  private void serve() {
    while (!socket.isClosed()) {
      try {
        answer(socket.accept());
      } catch (IOException e) {
        // The test is over, or the client went away: it has what it needs.
      }
    }
  }

  private void answer(Socket client) throws IOException {
    requests.add(request(new BufferedInputStream(client.getInputStream())));
    @Nullable
    String next = answers.size() > 1 ? answers.poll() : answers.peek();
    String said = next == null || next.equals(RESET) ? "" : next.replace(SILENCE, "");
    client.getOutputStream().write(said.getBytes(UTF_8));
    if (next != null && next.endsWith(SILENCE)) {
      silent.add(client);
    } else {
      client.close();
    }
  }

  private static String request(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (!bytes.toString(UTF_8).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return bytes.toString(UTF_8);
      }
      bytes.write(next);
    }
    String head = bytes.toString(UTF_8);
    int length = head.lines()
        .filter(line -> line.startsWith("Content-Length: "))
        .mapToInt(line -> Integer.parseInt(line.substring(16)))
        .findFirst()
        .orElse(0);
    return head + new String(in.readNBytes(length), UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket client : silent) {
      client.close();
    }
  }
}
