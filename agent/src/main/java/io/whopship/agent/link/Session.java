package io.whopship.agent.link;

import io.whopship.ports.driven.agents.ContainerHost;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the server, from its opening to its end. One thread writes, one frame at a
 * time: while a frame is on its way, the lines behind it gather for the next.
 */
final class Session implements WebSocket.Listener {

  private static final Logger log = LoggerFactory.getLogger(Session.class);

  /** The server's messages are short. */
  private static final int MAX_MESSAGE = 64 * 1024;

  private static final int POLICY_VIOLATION = 1008;
  private static final int TOO_LONG = 1009;
  private static final Duration SEND = Duration.ofSeconds(30);

  private final LinkSettings settings;
  private final Streams streams;
  private final Requests requests;
  private final Thread writer = Thread.currentThread();
  private final Queue<Message> answers = new ConcurrentLinkedQueue<>();
  private final StringBuilder text = new StringBuilder();
  private volatile long heardAt = System.nanoTime();
  private volatile boolean welcome;
  private volatile @Nullable String end;

  /** Is served by the thread that makes it. */
  Session(LinkSettings settings, ContainerHost host, Streams streams) {
    this.settings = settings;
    this.streams = streams;
    this.requests = new Requests(host, streams, this::answer, this::wake, this::welcomed);
  }

  /** Whether the server has taken this agent in. */
  boolean wasWelcome() {
    return welcome;
  }

  /** Serves until the connection has ended, and says why it did. */
  String serve(WebSocket socket) throws InterruptedException {
    answer(new Message("agent.hello", Message.object()
        .put("protocol", 1)
        .put("version", settings.version())
        .put("hostname", settings.hostname()), null));
    long begun = System.nanoTime();
    long pingedAt = begun;
    boolean claimed = false;
    try {
      while (end == null) {
        long now = System.nanoTime();
        if (now - heardAt > settings.silence().toNanos()) {
          end("the server showed no sign of life for " + settings.silence().toSeconds() + " s");
        } else if (now - pingedAt > settings.ping().toNanos()) {
          pingedAt = now;
          sent(socket.sendPing(ByteBuffer.allocate(0)));
        } else if (!claimed && now - begun > settings.silence().toNanos()) {
          claimed = true;
          streams.stopDetached();
        } else if (!sendNext(socket)) {
          LockSupport.parkNanos(this, Math.min(settings.ping().toNanos() - (now - pingedAt),
              TimeUnit.SECONDS.toNanos(1)) + 1);
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      return String.valueOf(end);
    } finally {
      socket.abort();
    }
  }

  /** Answers go before lines. */
  private boolean sendNext(WebSocket socket) throws InterruptedException {
    Message answer = answers.poll();
    String next = answer == null ? streams.next() : answer.toJson();
    if (next != null) {
      sent(socket.sendText(next, true));
    }
    return next != null;
  }

  private void sent(CompletionStage<?> sending) throws InterruptedException {
    try {
      sending.toCompletableFuture().get(SEND.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      end("sending failed: " + Cause.of(e));
    } catch (TimeoutException e) {
      end("the server took nothing for " + SEND.toSeconds() + " s");
    }
  }

  private void answer(Message message) {
    answers.add(message);
    wake();
  }

  private void wake() {
    LockSupport.unpark(writer);
  }

  private synchronized void end(String reason) {
    if (end == null) {
      end = reason;
      wake();
    }
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
    heardAt = System.nanoTime();
    text.append(part);
    if (text.length() > MAX_MESSAGE) {
      end("the server sent a message of more than " + MAX_MESSAGE + " characters");
      var unused = socket.sendClose(TOO_LONG, "message too long");
      return null;
    }
    if (last) {
      String whole = text.toString();
      text.setLength(0);
      requests.handle(whole);
    }
    socket.request(1);
    return null;
  }

  private void welcomed() {
    welcome = true;
    log.info("connected server={}", settings.server());
  }

  @Override
  public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer data) {
    heardAt = System.nanoTime();
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer data) {
    heardAt = System.nanoTime();
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
    end(status == POLICY_VIOLATION
        ? "the server cut the connection: " + reason
        : "the server closed the connection (" + status + (reason.isEmpty() ? "" : ", " + reason)
            + ")");
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    end("the connection broke: " + Cause.of(error));
  }
}
