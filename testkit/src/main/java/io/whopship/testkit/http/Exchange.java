package io.whopship.testkit.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One request on its connection. For the thread that serves the connection. */
public final class Exchange {

  private static final int SMALL = 64 * 1024;

  private final RequestHead head;
  private final InputStream in;
  private final Socket socket;
  private boolean bodyRead;
  private boolean broken;

  Exchange(RequestHead head, InputStream in, Socket socket) {
    this.head = head;
    this.in = in;
    this.socket = socket;
    this.bodyRead = head.header("content-length").orElse("0").equals("0")
        && head.header("transfer-encoding").isEmpty();
  }

  public RequestHead head() {
    return head;
  }

  /** Reads the body; to be called once. */
  public Request read() throws IOException {
    if (bodyRead) {
      return new Request(head, new byte[0]);
    }
    if (head.header("expect").orElse("").equalsIgnoreCase("100-continue")) {
      socket.getOutputStream()
          .write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    byte[] body = head.header("transfer-encoding").isPresent()
        ? chunks()
        : bytes(Integer.parseInt(head.header("content-length").orElse("0")));
    bodyRead = true;
    return new Request(head, body);
  }

  private byte[] bytes(int length) throws IOException {
    byte[] bytes = new byte[length];
    int got = in.readNBytes(bytes, 0, length);
    if (got < length) {
      throw new EOFException("a body of " + length + " bytes ended after " + got);
    }
    return bytes;
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String line = RequestHead.line(in).orElseThrow(() -> new EOFException("no next chunk"));
      int size = Integer.parseInt(line.split(";", 2)[0].strip(), 16);
      body.write(bytes(size));
      if (size == 0) {
        while (!RequestHead.line(in).orElse("").isEmpty()) {
          // trailers
        }
        return body.toByteArray();
      }
      RequestHead.line(in);
    }
  }

  public void send(Answer answer) throws IOException {
    OutputStream out = socket.getOutputStream();
    byte[] first = head(answer);
    if (answer.body().length < SMALL) {
      ByteArrayOutputStream both = new ByteArrayOutputStream(
          first.length + answer.body().length);
      both.write(first);
      both.write(answer.body());
      both.writeTo(out);
    } else {
      out.write(first);
      out.write(answer.body());
    }
  }

  /** Sends the head and half of the body, then closes the connection. */
  public void sendHalf(Answer answer) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(head(answer));
    out.write(answer.body(), 0, answer.body().length / 2);
    broken = true;
    socket.close(); // a reset could overtake what was sent
  }

  /** Resets the connection, as a server that crashed does. */
  public void reset() throws IOException {
    broken = true;
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Answers nothing until the client goes away. */
  public void hang() throws IOException {
    broken = true;
    while (in.read() >= 0) {
      // whatever it still says
    }
  }

  private static byte[] head(Answer answer) {
    StringBuilder text = new StringBuilder(256);
    text.append("HTTP/1.1 ").append(answer.status()).append(" -\r\n");
    answer.headers()
        .forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    if (answer.status() != 204) {
      text.append("content-length: ").append(answer.body().length).append("\r\n");
    }
    return text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  boolean mayFollowAnother() {
    return bodyRead && !broken
        && !head.header("connection").orElse("").toLowerCase(Locale.ROOT).contains("close");
  }
}
