package io.whopship.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;

/** One connection to a server, close to the bytes, so that it can be slow and cut off anywhere. */
final class LogWire implements AutoCloseable {

  /** Small, so that a server soon notices who does not read. */
  private static final int RECEIVE_BUFFER = 64 * 1024;

  private static final int PATIENCE_MILLIS = 30_000;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  private final Socket socket;
  private final DataInputStream in;
  private final int status;

  private LogWire(Socket socket, InputStream in) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(in));
    this.status = Integer.parseInt(head().split(" ", 3)[1]);
  }

  /** Asks for a path. */
  static LogWire get(LogTarget target, String path, String headers, UnaryOperator<InputStream> way)
      throws IOException {
    return open(target, path, "Connection: close\r\n" + headers, way);
  }

  /** Opens a WebSocket. */
  static LogWire socket(LogTarget target, UnaryOperator<InputStream> way) throws IOException {
    return open(target, target.socketPath(), String.join("\r\n", "Connection: Upgrade",
        "Upgrade: websocket", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", ""), way);
  }

  private static LogWire open(LogTarget target, String path, String headers,
      UnaryOperator<InputStream> way) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setReceiveBufferSize(RECEIVE_BUFFER);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target.port()));
      socket.getOutputStream()
          .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
              + target.token() + "\r\n" + headers + "\r\n").getBytes(US_ASCII));
      return new LogWire(socket, way.apply(socket.getInputStream()));
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private String head() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }

  /** This status, or a server that is not well just now, which is no fault of the viewer's. */
  LogWire require(int wanted) throws IOException {
    if (status >= 500) {
      throw new IOException("the server answered " + status);
    }
    if (status != wanted) {
      throw new AssertionError("the server answered " + status + " and not " + wanted);
    }
    return this;
  }

  InputStream body() {
    return in;
  }

  /** Sends a message over the WebSocket. */
  void say(String text) throws IOException {
    frame(TEXT, text.getBytes(UTF_8));
  }

  private void frame(int opcode, byte[] bytes) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream(bytes.length + 14);
    frame.write(0x80 | opcode);
    if (bytes.length < 126) {
      frame.write(0x80 | bytes.length);
    } else if (bytes.length < 65_536) {
      frame.write(0x80 | 126);
      frame.writeBytes(ByteBuffer.allocate(2).putShort((short) bytes.length).array());
    } else {
      frame.write(0x80 | 127);
      frame.writeBytes(ByteBuffer.allocate(8).putLong(bytes.length).array());
    }
    // A mask of zeros leaves the bytes as they are.
    frame.writeBytes(new byte[4]);
    frame.writeBytes(bytes);
    socket.getOutputStream().write(frame.toByteArray());
  }

  /** The next message of the WebSocket. Throws {@link Closed} once the server closes it. */
  String hear() throws IOException {
    while (true) {
      int opcode = in.readUnsignedByte() & 0x0f;
      byte[] bytes = in.readNBytes(length());
      switch (opcode) {
        case TEXT -> {
          return new String(bytes, UTF_8);
        }
        case PING -> frame(PONG, bytes);
        case CLOSE -> throw new Closed(ByteBuffer.wrap(bytes).getShort());
        default -> throw new AssertionError("a frame of kind " + opcode);
      }
    }
  }

  private int length() throws IOException {
    int length = in.readUnsignedByte();
    return switch (length) {
      case 126 -> in.readUnsignedShort();
      case 127 -> Math.toIntExact(in.readLong());
      default -> length;
    };
  }

  /** The server has closed the WebSocket, with this code. */
  static final class Closed extends EOFException {
    private static final long serialVersionUID = 1L;
    final int code;

    Closed(int code) {
      super("closed with " + code);
      this.code = code;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
