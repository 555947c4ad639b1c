package io.whopship.adapter.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;

/** A WebSocket that does nothing by itself: it answers no ping, and reads nothing. */
final class RawSocket implements AutoCloseable {

  private final Socket socket;
  private final String head;

  private RawSocket(Socket socket, String head) {
    this.socket = socket;
    this.head = head;
  }

  static RawSocket open(Api api, String path, String headers) throws IOException {
    Socket socket = api.connect();
    socket.getOutputStream()
        .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\n"
            + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nAuthorization: Bearer " + Core.TOKEN
            + "\r\n" + headers + "\r\n").getBytes(UTF_8));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) socket.getInputStream().read());
    }
    return new RawSocket(socket, head.toString());
  }

  /** What the server answered to the handshake. */
  String head() {
    return head;
  }

  /** Sends a text of up to 125 bytes. */
  void say(String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(0x81);
    frame.write(0x80 | bytes.length);
    frame.writeBytes(ByteBuffer.allocate(4).putInt(0).array());
    frame.writeBytes(bytes);
    socket.getOutputStream().write(frame.toByteArray());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
