package io.whopship.benchmarks;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One connection that asks again and again. The usual clients quietly repeat a request that a
 * closing connection lost; this one repeats nothing, so that a lost request is seen.
 */
final class KeepAlive implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 10_000;

  private final int port;
  private final String host;
  private @Nullable Socket socket;
  private InputStream in = InputStream.nullInputStream();

  KeepAlive(int port, String host) {
    this.port = port;
    this.host = host;
  }

  /** Fields by their names in lower case. */
  record Answer(int status, Map<String, String> fields, String body) {}

  Answer get(String path, String cookie) throws IOException {
    Socket connection = connect();
    String head = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n"
        + (cookie.isEmpty() ? "" : "Cookie: " + cookie + "\r\n") + "\r\n";
    connection.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    String statusLine = line();
    Map<String, String> fields = new HashMap<>();
    for (String field = line(); !field.isEmpty(); field = line()) {
      int colon = field.indexOf(':');
      fields.put(field.substring(0, colon).toLowerCase(Locale.ROOT),
          field.substring(colon + 1).strip());
    }
    String body = new String(body(fields), StandardCharsets.UTF_8);
    if (fields.getOrDefault("connection", "").equalsIgnoreCase("close")) {
      close(); // as agreed: the next request opens another
    }
    return new Answer(Integer.parseInt(statusLine.split(" ", 3)[1]), fields, body);
  }

  private byte[] body(Map<String, String> fields) throws IOException {
    String length = fields.get("content-length");
    if (length != null) {
      return in.readNBytes(Integer.parseInt(length));
    }
    if (!fields.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      throw new ProtocolException("an answer whose end is not known: " + fields);
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunk(); size > 0; size = chunk()) {
      body.writeBytes(in.readNBytes(size));
      line();
    }
    line();
    return body.toByteArray();
  }

  private int chunk() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  /** Asks on new connections until the answer is 200, and answers how long that took. */
  static Duration untilServed(int port, String host, String path, Duration patience) {
    long began = System.nanoTime();
    while (true) {
      try (KeepAlive connection = new KeepAlive(port, host)) {
        if (connection.get(path, "").status() == 200) {
          return Duration.ofNanos(System.nanoTime() - began);
        }
      } catch (IOException e) {
        // not yet
      }
      if (System.nanoTime() - began > patience.toNanos()) {
        throw new IllegalStateException(host + path + " was not served within " + patience);
      }
      Pause.of(Duration.ofMillis(1));
    }
  }

  private Socket connect() throws IOException {
    Socket connection = socket;
    if (connection == null) {
      connection = new Socket();
      connection.setTcpNoDelay(true);
      connection.setSoTimeout(TIMEOUT_MILLIS);
      connection.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
          TIMEOUT_MILLIS);
      in = new BufferedInputStream(connection.getInputStream());
      socket = connection;
    }
    return connection;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection was closed");
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    Socket connection = socket;
    socket = null;
    if (connection != null) {
      connection.close();
    }
  }
}
