package io.whopship.adapter.http.socket;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's end of a WebSocket. It reads a text only when asked to, so that whoever sends faster
 * than its texts are dealt with is slowed down by TCP; and it is written to by threads that wait,
 * so that nothing piles up for whoever reads too slowly.
 */
public final class TextSocket implements FrameHandler {

  private static final Logger log = LoggerFactory.getLogger(TextSocket.class);

  /**
   * So much of a text that is too long is read and forgotten before the connection ends: cut right
   * away, the sender's system would throw away the frame that says why.
   */
  private static final long FORGOTTEN = 64L * 1024 * 1024;

  private final OpenSockets open;
  private final TextReader reader;
  private final TextAssembly assembly;
  private final int limit;
  private final long endsAt;
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile @Nullable CoreSession session;
  private volatile boolean closing;
  private volatile long closingAt;
  private volatile long heardAt = System.nanoTime();
  private volatile long askedAt = heardAt;

  /**
   * @param limit of bytes in a text from the peer
   * @param lifetime nanoseconds after which it is closed, whatever happens
   */
  TextSocket(OpenSockets open, TextReader reader, int limit, long lifetime) {
    this.open = open;
    this.reader = reader;
    this.limit = limit;
    this.assembly = new TextAssembly(limit);
    this.endsAt = heardAt + lifetime;
  }

  /** Lets the next text come. To be called once for each that came. */
  public void readOn() {
    session().demand();
  }

  /**
   * Sends, and waits until the system has taken all of it. A peer that takes nothing for too long
   * is cut off.
   */
  public void send(Texts texts) throws SocketCut {
    Frame frame = texts.frame();
    Callback.Completable sent = new Callback.Completable();
    session().sendFrame(frame, sent, false);
    try {
      await(sent, frame.getPayload());
    } catch (ExecutionException e) {
      throw new SocketCut("the connection is closed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SocketCut("interrupted", e);
    }
  }

  private void await(Callback.Completable sent, ByteBuffer bytes)
      throws ExecutionException, InterruptedException, SocketCut {
    while (true) {
      int left = bytes.remaining();
      try {
        sent.get(open.pulse().stall().toNanos(), TimeUnit.NANOSECONDS);
        return;
      } catch (TimeoutException e) {
        if (bytes.remaining() == left) {
          session().abort();
          throw new SocketCut("the peer took nothing for " + open.pulse().stall(), e);
        }
      }
    }
  }

  /** Sends one text. */
  public void send(byte[] text) throws SocketCut {
    send(Texts.of(List.of(text)));
  }

  /** Sends one text, and lets the next one come once it is gone. Does not wait. */
  public void sendThenReadOn(byte[] text) {
    session().sendFrame(Texts.of(List.of(text)).frame(), readingOn(), false);
  }

  private Callback readingOn() {
    return Callback.from(this::readOn, failure -> {
    });
  }

  /** Ends the conversation, and says why. Does not wait; a peer that does not agree is cut off. */
  public void close(int code, String reason) {
    closingAt = System.nanoTime();
    closing = true;
    session().close(code, reason, Callback.NOOP);
  }

  /** Ends the connection without a word. */
  void cut() {
    session().abort();
  }

  /** To be called now and then. */
  void tick(long now) {
    if (closing && now - closingAt > open.pulse().stall().toNanos()) {
      cut();
    } else if (!closing && now - endsAt > 0) {
      close(CloseStatus.POLICY_VIOLATION, "the ticket or the session has expired");
    } else if (now - heardAt > open.pulse().silence().toNanos()) {
      log.debug("socket given up: nothing heard of its peer for {}", open.pulse().silence());
      cut();
    } else if (now - askedAt > open.pulse().ask().toNanos() && asking.compareAndSet(false, true)) {
      askedAt = now;
      session().sendFrame(new Frame(OpCode.PING), Callback.from(() -> asking.set(false)), false);
    }
  }

  private CoreSession session() {
    CoreSession opened = session;
    if (opened == null) {
      throw new IllegalStateException("the socket is not open yet");
    }
    return opened;
  }

  @Override
  public void onOpen(CoreSession opened, Callback callback) {
    session = opened;
    callback.succeeded();
    if (!open.add(this)) {
      close(CloseStatus.SHUTDOWN, OpenSockets.STOPPING);
    }
    reader.opened(this);
    opened.demand();
  }

  @Override
  public void onFrame(Frame frame, Callback callback) {
    heardAt = System.nanoTime();
    switch (frame.getOpCode()) {
      case OpCode.TEXT, OpCode.CONTINUATION -> take(frame, callback);
      case OpCode.BINARY -> {
        callback.succeeded();
        close(CloseStatus.BAD_DATA, "binary messages are not understood: send texts");
      }
      case OpCode.PING -> {
        // Before the next frame is read, or whoever pings and never reads would fill the memory.
        Frame pong = new Frame(OpCode.PONG, copy(frame.getPayload()));
        callback.succeeded();
        session().sendFrame(pong, readingOn(), false);
      }
      default -> {
        callback.succeeded();
        if (frame.getOpCode() != OpCode.CLOSE) {
          readOn();
        }
      }
    }
  }

  private void take(Frame frame, Callback callback) {
    assembly.add(frame.getPayload());
    callback.succeeded();
    if (assembly.isTooLong() && (frame.isFin() || assembly.length() > FORGOTTEN)) {
      close(CloseStatus.MESSAGE_TOO_LARGE, "a message has " + limit + " bytes at most");
    } else if (frame.isFin()) {
      finish();
    } else {
      readOn();
    }
  }

  private void finish() {
    try {
      reader.text(assembly.finish());
    } catch (CharacterCodingException e) {
      close(CloseStatus.BAD_PAYLOAD, "a text message must be UTF-8");
    } catch (RuntimeException e) {
      log.error("message was not dealt with", e);
      close(CloseStatus.SERVER_ERROR, "An unexpected error occurred");
    }
  }

  private static ByteBuffer copy(ByteBuffer bytes) {
    return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
  }

  @Override
  public void onError(Throwable cause, Callback callback) {
    log.debug("socket broke cause=\"{}\"", cause.toString());
    callback.succeeded();
  }

  @Override
  public void onClosed(CloseStatus status, Callback callback) {
    open.remove(this);
    callback.succeeded();
    if (session != null) {
      reader.closed();
    }
  }
}
