package io.whopship.adapter.http;

import io.whopship.adapter.http.socket.SocketCut;
import io.whopship.adapter.http.socket.TextSocket;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.driven.agents.LogSink;
import io.whopship.ports.model.agents.Container;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.logs.Cursor;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A host of containers at the other end of an agent's socket. */
final class RemoteHost implements ContainerHost {

  private static final Logger log = LoggerFactory.getLogger(RemoteHost.class);

  private final TextSocket socket;
  private final Times times;
  private final Replies replies = new Replies();
  private final Map<ContainerName, RemoteStream> streams = new ConcurrentHashMap<>();
  private final Map<ContainerName, CompletableFuture<Void>> stopping = new ConcurrentHashMap<>();
  /** Starts and stops are sent in the order in which they are noted down. */
  private final ReentrantLock order = new ReentrantLock();

  /**
   * How long an agent may take.
   *
   * @param action to start or stop a container, which an engine gives some time to end by itself
   */
  record Times(Duration answer, Duration action) {

    static final Times DEFAULT = new Times(Duration.ofSeconds(10), Duration.ofSeconds(60));
  }

  RemoteHost(TextSocket socket, Times times) {
    this.socket = socket;
    this.times = times;
  }

  @Override
  public List<Container> containers() {
    Envelope answer = ask("container.list", times.answer(), json -> {
    });
    return read(answer, "container.listed", AgentMessages::containers);
  }

  @Override
  public Done act(ContainerName container, Action action) {
    Envelope answer = ask("container.act", times.action(), json -> {
      json.writeStringField("containerId", container.value());
      json.writeStringField("action", action.name().toLowerCase(Locale.ROOT));
    });
    return read(answer, "container.acted", AgentMessages::done);
  }

  /**
   * {@inheritDoc}
   *
   * <p>
   * One at a time of each container: unavailable if it is followed already, or if the agent
   * refuses.
   */
  @Override
  public Following follow(ContainerName container, @Nullable Cursor after, int tail,
      LogSink sink) {
    RemoteStream stream = new RemoteStream(sink);
    Replies.Expected started = start(container, stream, json -> {
      json.writeStringField("containerId", container.value());
      json.writeNumberField("tail", tail);
      if (after != null) {
        json.writeStringField("cursor", after.toString());
      }
    });
    Envelope answer;
    try {
      answer = await(started.answer(), "log.stream.start");
    } catch (PortException.Unavailable e) {
      // It may have been started all the same.
      stop(container, stream);
      throw e;
    }
    if (!answer.subject().equals("log.stream.started")) {
      stream.close();
      streams.remove(container, stream);
      throw new PortException.Unavailable(AgentMessages.error(answer), null);
    }
    return () -> stop(container, stream);
  }

  /** Asks for a stream, once the one before it has stopped. */
  private Replies.Expected start(ContainerName container, RemoteStream stream,
      Envelope.Members members) {
    while (true) {
      CompletableFuture<Void> stopped;
      order.lock();
      try {
        stopped = stopping.get(container);
        if (stopped == null) {
          if (streams.putIfAbsent(container, stream) != null) {
            throw new PortException.Unavailable("container " + container + " is followed already",
                null);
          }
          return send("log.stream.start", times.answer(), members);
        }
      } finally {
        order.unlock();
      }
      await(stopped, "log.stream.stop");
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // whoever waits does so for the one that is kept
  private void stop(ContainerName container, RemoteStream stream) {
    if (!stream.close()) {
      return;
    }
    CompletableFuture<Void> stopped = new CompletableFuture<>();
    order.lock();
    try {
      // Lines of this stream may come until it is answered, and must not be taken for another's.
      stopping.put(container, stopped);
      streams.remove(container, stream);
      send("log.stream.stop", times.answer(),
          json -> json.writeStringField("containerId", container.value()))
          .answer()
          .whenComplete((answer, failure) -> {
            stopping.remove(container, stopped);
            complete(stopped, failure);
          });
    } finally {
      order.unlock();
    }
  }

  private static void complete(CompletableFuture<Void> stopped, @Nullable Throwable failure) {
    if (failure == null) {
      stopped.complete(null);
    } else {
      stopped.completeExceptionally(failure);
    }
  }

  /** Of containers whose streams are not wholly stopped. */
  int stopping() {
    return stopping.size();
  }

  /** Takes a message that answers something. Whether it does. */
  boolean takeReply(Envelope envelope) {
    return replies.take(envelope);
  }

  /** Takes lines. Those of a stream that was stopped a moment ago are nobody's any more. */
  void take(AgentMessages.Lines lines) {
    RemoteStream stream = streams.get(lines.container());
    if (stream != null) {
      stream.accept(lines.epoch(), lines.first(), lines.lines());
    }
  }

  void failed(ContainerName container, String reason) {
    RemoteStream stream = streams.get(container);
    if (stream != null) {
      stream.failed(reason);
    }
  }

  /** The socket is closed. */
  void lost() {
    replies.close();
  }

  private Envelope ask(String subject, Duration time, Envelope.Members members) {
    return await(send(subject, time, members).answer(), subject);
  }

  /** Sends a question. If that fails, so does its answer. */
  private Replies.Expected send(String subject, Duration time, Envelope.Members members) {
    Replies.Expected expected = replies.expect(time);
    try {
      socket.send(Envelope.write(subject, expected.reply(), members));
    } catch (SocketCut e) {
      expected.fail(e);
    }
    return expected;
  }

  private static <T> T await(CompletableFuture<T> answer, String subject) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new PortException.Unavailable(e.getCause() instanceof TimeoutException
          ? "the agent did not answer " + subject + " in time"
          : "the connection to the agent was lost", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PortException.Unavailable("interrupted", e);
    }
  }

  /** Reads the data of an answer. */
  private interface Reading<T> {
    T read(JsonBody data);
  }

  private static <T> T read(Envelope answer, String expected, Reading<T> reading) {
    if (!answer.subject().equals(expected)) {
      throw new PortException.Unavailable(AgentMessages.error(answer), null);
    }
    try {
      return reading.read(answer.data());
    } catch (Refusal e) {
      String issue = AgentMessages.issue(e);
      log.warn("agent answered nonsense subject={} issue=\"{}\"", expected,
          AgentMessages.forLog(issue));
      throw new PortException.Unavailable("the agent's answer cannot be read: " + issue, e);
    }
  }
}
