package io.whopship.adapter.http;

import io.whopship.adapter.http.socket.SocketCut;
import io.whopship.adapter.http.socket.TextReader;
import io.whopship.adapter.http.socket.TextSocket;
import io.whopship.ports.driving.agents.ConnectAgent;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.identity.Secret;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
  private static final int SERVER_ERROR = 1011;

  /** An agent that complains without end must not fill the log. */
  private static final long COMPLAINT_EVERY = TimeUnit.SECONDS.toNanos(10);

  private final ConnectAgent agents;
  private final Agent agent;
  private final Secret key;
  private final RemoteHost.Times times;
  private final CountDownLatch hello = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable Opened opened;
  private boolean greeted;
  private int badMessages;
  private long mayNoteAt = System.nanoTime();

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
    Thread.ofVirtual().name("agent-" + agent.id()).start(this);
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
      case "error" -> note(envelope);
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

  private void note(Envelope complaint) {
    long now = System.nanoTime();
    if (now - mayNoteAt >= 0) {
      mayNoteAt = now + COMPLAINT_EVERY;
      log.warn("agent complains agent={} error=\"{}\"", agent.id(),
          AgentMessages.forLog(AgentMessages.error(complaint)));
    }
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
    log.info("agent greets agent={} version=\"{}\" hostname=\"{}\"", agent.id(),
        AgentMessages.forLog(envelope.data().textIfPresent("version")),
        AgentMessages.forLog(envelope.data().textIfPresent("hostname")));
    hello.countDown();
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
      if (isGreeted()) {
        opened().socket().send(Envelope.write("agent.welcome", null, json -> {
          json.writeStringField("agentId", agent.id().toString());
          json.writeStringField("name", Json.wellFormed(agent.name()));
        }));
        stay();
      }
    } catch (SocketCut e) {
      log.debug("agent left agent={} cause=\"{}\"", agent.id(), e.getMessage());
    } catch (RuntimeException e) {
      log.error("agent failed agent={}", agent.id(), e);
      opened().socket().close(SERVER_ERROR, "An unexpected error occurred");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isGreeted() throws InterruptedException {
    if (!hello.await(times.answer().toNanos(), TimeUnit.NANOSECONDS)) {
      opened().socket()
          .close(POLICY_VIOLATION, "agent.hello must come within " + times.answer().toSeconds()
              + " s");
      return false;
    }
    return closed.getCount() > 0;
  }

  private void stay() throws InterruptedException {
    ConnectAgent.Connection connection = agents.connect(agent, opened().host(), this::disconnect);
    try {
      // It may have been revoked after it came in and before it was connected.
      if (agents.authenticate(key).isEmpty()) {
        disconnect(ConnectAgent.Parting.REVOKED);
      }
      closed.await();
    } finally {
      connection.close();
    }
  }

  private void disconnect(ConnectAgent.Parting why) {
    opened().socket().close(POLICY_VIOLATION, switch (why) {
      case REVOKED -> "the agent was revoked";
      case REPLACED -> "the agent has connected anew";
    });
  }

  @Override
  public void closed() {
    opened().host().lost();
    closed.countDown();
    hello.countDown();
  }
}
