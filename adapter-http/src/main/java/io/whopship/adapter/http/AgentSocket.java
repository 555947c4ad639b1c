package io.whopship.adapter.http;

import io.whopship.adapter.http.socket.SocketCut;
import io.whopship.adapter.http.socket.TextReader;
import io.whopship.adapter.http.socket.TextSocket;
import io.whopship.ports.driving.agents.ConnectAgent;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.identity.Secret;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An agent's WebSocket. What it says is dealt with before more of it is read. A virtual thread of
 * its own connects it to the core, which may ask it things at once, and takes leave in the end.
 */
final class AgentSocket implements TextReader, Runnable {

  static final int MAX_MESSAGE = 1024 * 1024;
  static final int MAX_BAD_MESSAGES = 20;
  static final int PROTOCOL = 1;

  private static final Logger log = LoggerFactory.getLogger(AgentSocket.class);
  private static final int POLICY_VIOLATION = 1008;

  private final ConnectAgent agents;
  private final Agent agent;
  private final Secret key;
  private final RemoteHost.Times times;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable Opened opened;
  private boolean greeted;
  private int badMessages;

  /** A socket, and what is behind it. */
  private record Opened(TextSocket socket, RemoteHost host) {}

  AgentSocket(ConnectAgent agents, Agent agent, Secret key, RemoteHost.Times times) {
    this.agents = agents;
    this.agent = agent;
    this.key = key;
    this.times = times;
  }

  @Override
  public void opened(TextSocket socket) {
    opened = new Opened(socket, new RemoteHost(socket, times));
  }

  private Opened opened() {
    Opened now = opened;
    if (now == null) {
      throw new IllegalStateException("the socket is not open");
    }
    return now;
  }

  @Override
  public void text(String text) {
    Envelope envelope = null;
    try {
      envelope = Envelope.parse(text);
      take(envelope);
    } catch (Envelope.Malformed e) {
      complain(e.answer());
    } catch (Refusal e) {
      complain(Envelope.error(envelope == null ? null : envelope.reply(), "invalid",
          Envelope.issue(e)));
    }
  }

  private void take(Envelope envelope) {
    if (!greeted) {
      greet(envelope);
      return;
    }
    RemoteHost host = opened().host();
    if (host.takeReply(envelope)) {
      opened().socket().readOn();
      return;
    }
    switch (envelope.subject()) {
      case "log.line" -> host.take(AgentMessages.lines(envelope.data()));
      case "log.stream.error" -> host.failed(AgentMessages.container(envelope.data()),
          AgentMessages.error(envelope));
      case "error" -> log.warn("agent complains agent={} error=\"{}\"", agent.id(),
          AgentMessages.error(envelope));
      case "container.listed", "container.acted", "log.stream.started", "log.stream.stopped" -> {
        // The answer to a question that nobody waits for any more.
      }
      case "agent.hello" -> throw new Refusal(Problem.invalid("subject", "Must be said once"));
      default -> {
        complain(Envelope.unknownSubject(envelope));
        return;
      }
    }
    opened().socket().readOn();
  }

  private void greet(Envelope envelope) {
    if (!envelope.subject().equals("agent.hello")) {
      throw new Refusal(Problem.invalid("subject", "Must be agent.hello before all others"));
    }
    long protocol = envelope.data().whole("protocol", 1, Integer.MAX_VALUE);
    if (protocol != PROTOCOL) {
      opened().socket()
          .close(POLICY_VIOLATION, "this server speaks protocol " + PROTOCOL
              + ", the agent " + protocol + ": update the older one");
      return;
    }
    greeted = true;
    Thread.ofVirtual().name("agent-" + agent.id()).start(this);
    opened().socket().readOn();
  }

  private void complain(byte[] answer) {
    badMessages++;
    if (badMessages >= MAX_BAD_MESSAGES) {
      opened().socket()
          .close(POLICY_VIOLATION,
              MAX_BAD_MESSAGES + " messages could not be understood");
    } else {
      opened().socket().sendThenReadOn(answer);
    }
  }

  @Override
  public void run() {
    try {
      opened().socket().send(Envelope.write("agent.welcome", null, json -> {
        json.writeStringField("agentId", agent.id().toString());
        json.writeStringField("name", Json.wellFormed(agent.name()));
      }));
      stay();
    } catch (SocketCut e) {
      log.debug("agent left agent={} cause=\"{}\"", agent.id(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stay() throws InterruptedException {
    ConnectAgent.Connection connection = agents.connect(agent, opened().host(), this::disconnect);
    try {
      // It may have been revoked after it came in and before it was connected.
      if (agents.authenticate(key).isEmpty()) {
        disconnect();
      }
      closed.await();
    } finally {
      connection.close();
    }
  }

  private void disconnect() {
    opened().socket()
        .close(POLICY_VIOLATION, agents.authenticate(key).isEmpty()
            ? "the agent was revoked"
            : "the agent has connected anew");
  }

  @Override
  public void closed() {
    opened().host().lost();
    closed.countDown();
  }
}
