package io.whopship.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Many viewers of one log, on one thread that does as little as it can: in all that arrives it
 * looks for the mark that each line carries, and reads when that line was due.
 */
final class Audience implements AutoCloseable {

  /** Before the time of a line, which has 19 digits, of {@link System#nanoTime}. */
  static final String MARK = "@@";

  private static final int DIGITS = 19;
  private static final int RECEIVE_BUFFER = 64 * 1024;

  private final Selector selector;
  private final List<SocketChannel> viewers = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
  private final byte[] bytes = new byte[256 * 1024];
  private final Latencies latencies = new Latencies();
  private final Thread thread;
  private volatile boolean isMeasuring;
  private volatile boolean isClosed;
  private final LongAdder lines = new LongAdder();

  /** What one viewer has of a line that is not whole yet. */
  private static final class Scan {
    private int marks;
    private int digits;
    private long number;
  }

  /** Connects so many, and lets each send its request. */
  Audience(int port, int viewers, String request) {
    try {
      selector = Selector.open();
      for (int i = 0; i < viewers; i++) {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.write(ByteBuffer.wrap(request.getBytes(ISO_8859_1)));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, new Scan());
        this.viewers.add(channel);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread = Thread.ofPlatform().name("audience").start(this::listen);
  }

  /** How many lines all viewers have heard. */
  long lines() {
    return lines.sum();
  }

  void measure(boolean now) {
    isMeasuring = now;
  }

  /** To be called when nothing is measured. */
  Latencies latencies() {
    return latencies;
  }

  private void listen() {
    try {
      while (!isClosed) {
        selector.select(this::read, 100);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(SelectionKey key) {
    try {
      buffer.clear();
      int read = ((SocketChannel) key.channel()).read(buffer);
      if (read < 0) {
        key.cancel();
        System.err.println("a viewer was sent away");
        return;
      }
      buffer.flip().get(bytes, 0, read);
      scan((Scan) key.attachment(), read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void scan(Scan scan, int length) {
    long now = System.nanoTime();
    for (int i = 0; i < length; i++) {
      byte octet = bytes[i];
      if (octet == '@') {
        scan.marks++;
        scan.digits = 0;
        scan.number = 0;
      } else if (scan.marks >= MARK.length() && octet >= '0' && octet <= '9') {
        scan.number = scan.number * 10 + octet - '0';
        scan.digits++;
        if (scan.digits == DIGITS) {
          heard(now - scan.number);
          scan.marks = 0;
        }
      } else {
        scan.marks = 0;
      }
    }
  }

  private void heard(long nanos) {
    lines.increment();
    if (isMeasuring) {
      latencies.add(nanos);
    }
  }

  @Override
  public void close() {
    isClosed = true;
    try {
      thread.join();
      for (SocketChannel viewer : viewers) {
        viewer.close();
      }
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
