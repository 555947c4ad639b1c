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
  private final Map<ContainerName, CompletableFuture<Envelope>> stopping = new ConcurrentHashMap<>();

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
   * One at a time of each container: {@link IllegalStateException} if it is followed already.
   */
  @Override
  public Following follow(ContainerName container, @Nullable Cursor after, int tail,
      LogSink sink) {
    awaitStop(container);
    RemoteStream stream = new RemoteStream(sink);
    if (streams.putIfAbsent(container, stream) != null) {
      throw new IllegalStateException("container " + container + " is followed already");
    }
    try {
      Envelope answer = ask("log.stream.start", times.answer(), json -> {
        json.writeStringField("containerId", container.value());
        json.writeNumberField("tail", tail);
        if (after != null) {
          json.writeStringField("cursor", after.toString());
        }
      });
      if (!answer.subject().equals("log.stream.started")) {
        stream.failed(AgentMessages.error(answer));
      }
    } catch (PortException.Unavailable e) {
      streams.remove(container, stream);
      throw e;
    }
    return () -> stop(container, stream);
  }

  private void stop(ContainerName container, RemoteStream stream) {
    if (!stream.close()) {
      return;
    }
    Replies.Expected expected = replies.expect(times.answer());
    // Lines of this stream may come until it is answered, and must not be taken for another's.
    stopping.put(container, expected.answer());
    streams.remove(container, stream);
    try {
      socket.send(Envelope.write("log.stream.stop", expected.reply(),
          json -> json.writeStringField("containerId", container.value())));
    } catch (SocketCut e) {
      expected.fail(e);
    }
  }

  private void awaitStop(ContainerName container) {
    CompletableFuture<Envelope> stopped = stopping.remove(container);
    if (stopped != null) {
      await(stopped, "log.stream.stop");
    }
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
    Replies.Expected expected = replies.expect(time);
    try {
      socket.send(Envelope.write(subject, expected.reply(), members));
    } catch (SocketCut e) {
      expected.fail(e);
    }
    return await(expected.answer(), subject);
  }

  private static Envelope await(CompletableFuture<Envelope> answer, String subject) {
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
      log.warn("agent answered nonsense subject={} issue=\"{}\"", expected, Envelope.issue(e));
      throw new PortException.Unavailable("the agent's answer cannot be read: "
          + Envelope.issue(e), e);
    }
  }
}
