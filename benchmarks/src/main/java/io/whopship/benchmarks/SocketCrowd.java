package io.whopship.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Viewers of one log over WebSocket, all in one thread, which does as little as can be: it finds
 * the frames, and in each the time at which its line was made, written as {@code @<nanoseconds>}.
 */
final class SocketCrowd implements AutoCloseable {

  private static final int TEXT = 0x81;
  private static final int PING = 0x89;
  private static final int PONG = 0x8a;
  private static final int BUFFER = 1024 * 1024;

  private final Selector selector = Selector.open();
  private final List<SocketChannel> sockets = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(2 * BUFFER);
  private final Latencies latencies = new Latencies();
  private final Thread thread = new Thread(this::read, "crowd");
  private final AtomicLong lines = new AtomicLong();

  /** Connects them one after the other; each sends this text once it is let in. */
  SocketCrowd(InetSocketAddress server, String path, String token, String subscribe, int viewers)
      throws IOException {
    for (int i = 0; i < viewers; i++) {
      SocketChannel socket = SocketChannel.open(server);
      sockets.add(socket);
      socket.write(ByteBuffer.wrap(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n"
          + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nAuthorization: Bearer " + token
          + "\r\n\r\n").getBytes(US_ASCII)));
      skipHead(socket);
      socket.write(masked(TEXT, subscribe.getBytes(US_ASCII)));
      socket.configureBlocking(false);
      socket.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(0));
    }
    thread.start();
  }

  private static void skipHead(SocketChannel socket) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      if (socket.read(one.clear()) < 0) {
        throw new IOException("not let in: " + head);
      }
      head.append((char) one.get(0));
    }
    if (!head.toString().startsWith("HTTP/1.1 101")) {
      throw new IOException("not let in: " + head);
    }
  }

  /** A mask of zeros leaves the text as it is. */
  private static ByteBuffer masked(int header, byte[] bytes) {
    if (bytes.length > 125) {
      throw new IllegalArgumentException("must be 125 bytes at most, but is " + bytes.length);
    }
    return ByteBuffer.allocate(6 + bytes.length)
        .put((byte) header)
        .put((byte) (0x80 | bytes.length))
        .putInt(0)
        .put(bytes)
        .flip();
  }

  private void read() {
    try {
      while (selector.isOpen()) {
        selector.select(this::readFrom);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readFrom(SelectionKey key) {
    try {
      buffer.clear().put((ByteBuffer) key.attachment());
      SocketChannel socket = (SocketChannel) key.channel();
      if (socket.read(buffer) < 0) {
        throw new IOException("the server closed a socket");
      }
      takeFrames(buffer.flip(), System.nanoTime(), socket);
      key.attach(buffer.hasRemaining()
          ? ByteBuffer.allocate(buffer.remaining()).put(buffer).flip()
          : ByteBuffer.allocate(0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void takeFrames(ByteBuffer bytes, long now, SocketChannel socket) throws IOException {
    int found = 0;
    while (true) {
      bytes.mark();
      boolean ping = bytes.hasRemaining() && (bytes.get(bytes.position()) & 0xff) == PING;
      int length = length(bytes);
      if (length < 0 || bytes.remaining() < length) {
        bytes.reset();
        break;
      }
      if (ping) {
        socket.write(masked(PONG, new byte[0]));
      }
      int end = bytes.position() + length;
      for (int i = bytes.position(); i < end; i++) {
        if (bytes.get(i) == '@') {
          latencies.add(now - number(bytes, i + 1));
          found++;
          break;
        }
      }
      bytes.position(end);
    }
    lines.lazySet(lines.get() + found);
  }

  /** Of the payload that follows; -1 if the header is not whole. */
  private static int length(ByteBuffer bytes) {
    if (bytes.remaining() < 2) {
      return -1;
    }
    bytes.get();
    int length = bytes.get();
    if (length < 126) {
      return length;
    }
    if (length == 126) {
      return bytes.remaining() < 2 ? -1 : bytes.getShort() & 0xffff;
    }
    return bytes.remaining() < 8 ? -1 : Math.toIntExact(bytes.getLong());
  }

  private static long number(ByteBuffer bytes, int from) {
    long number = 0;
    for (int i = from; bytes.get(i) >= '0' && bytes.get(i) <= '9'; i++) {
      number = number * 10 + bytes.get(i) - '0';
    }
    return number;
  }

  /** Lines that came, over all viewers. */
  long lines() {
    return lines.get();
  }

  Latencies latencies() {
    return latencies;
  }

  @Override
  public void close() throws IOException {
    selector.close();
    for (SocketChannel socket : sockets) {
      socket.close();
    }
  }
}
