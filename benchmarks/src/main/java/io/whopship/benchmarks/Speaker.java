package io.whopship.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;

/** Says lines of 100 characters at a rate, each by a POST of its own on one connection. */
final class Speaker implements AutoCloseable {

  private static final int LENGTH = 100;

  private final Socket socket;
  private final InputStream in;
  private final String head;
  private final Function<String, String> body;

  /**
   * Connects.
   *
   * @param head the request but for its length: line and headers
   * @param body makes the body of a line
   */
  Speaker(int port, String head, Function<String, String> body) {
    this.head = head;
    this.body = body;
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Speaks for this long. Answers how many lines were said. */
  long speak(int perSecond, Duration time) {
    long lines = perSecond * time.toMillis() / 1000;
    long began = System.nanoTime();
    for (long i = 0; i < lines; i++) {
      long due = began + i * 1_000_000_000L / perSecond;
      while (System.nanoTime() < due) {
        Pause.of(Duration.ofNanos(Math.max(due - System.nanoTime(), 1)));
      }
      say(due);
    }
    return lines;
  }

  /** Says one line, as of the time when it was due: who is late by then says so. */
  private void say(long due) {
    String line = String.format(Locale.ROOT, "%s%019d ", Audience.MARK, due);
    String content = body.apply(line + "x".repeat(LENGTH - line.length()));
    try {
      socket.getOutputStream()
          .write((head + "Content-Length: " + content.length() + "\r\n\r\n" + content)
              .getBytes(US_ASCII));
      readAnswer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readAnswer() throws IOException {
    String status = readLine();
    if (!status.startsWith("HTTP/1.1 20")) {
      throw new IllegalStateException("a line was refused: " + status);
    }
    int length = 0;
    for (String header = readLine(); !header.isEmpty(); header = readLine()) {
      if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(header.substring("content-length:".length()).strip());
      }
    }
    in.skipNBytes(length);
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new IOException("the server hung up");
      }
      if (octet != '\r') {
        line.append((char) octet);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
