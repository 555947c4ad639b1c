package io.whopship.agent.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.agent.link.Message.Malformed;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.driven.agents.ContainerHost.Action;
import io.whopship.ports.driven.agents.ContainerHost.Done;
import io.whopship.ports.model.agents.Container;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.logs.Cursor;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what the server asks for. Streams begin and end in the order asked; what takes time is done
 * beside, and answered when it is done.
 */
final class Requests {

  private static final Logger log = LoggerFactory.getLogger(Requests.class);

  static final int MAX_TAIL = 1_000;
  private static final int AT_ONCE = 32;

  private final ContainerHost host;
  private final Streams streams;
  private final Consumer<Message> answers;
  private final Runnable wake;
  private final Runnable welcome;
  private final Semaphore room = new Semaphore(AT_ONCE);

  Requests(ContainerHost host, Streams streams, Consumer<Message> answers, Runnable wake,
      Runnable welcome) {
    this.host = host;
    this.streams = streams;
    this.answers = answers;
    this.wake = wake;
    this.welcome = welcome;
  }

  /** Anything that is wrong about the message is answered, too. */
  void handle(String text) {
    Message message = new Message("", Message.object(), null);
    try {
      message = Message.parse(text);
      dispatch(message);
    } catch (Malformed e) {
      answers.accept(message.error(e.code(), String.valueOf(e.getMessage())));
    } catch (IllegalArgumentException e) {
      answers.accept(message.error("invalid", String.valueOf(e.getMessage())));
    }
  }

  private void dispatch(Message message) throws Malformed {
    switch (message.subject()) {
      case "container.list" -> beside(message, () -> list(message));
      case "container.act" -> {
        ContainerName container = container(message);
        Action action = action(message);
        beside(message, () -> act(message, container, action));
      }
      case "log.stream.start" -> start(message);
      case "log.stream.stop" -> {
        streams.stop(container(message));
        answers.accept(message.answer("log.stream.stopped", named(container(message))));
      }
      case "agent.welcome" -> welcome.run();
      case "error" -> log.warn("the server says error=\"{}\"", message.data().path("error"));
      default -> answers.accept(message.error("unknown_subject",
          "Unknown message subject: " + message.subject()));
    }
  }

  private void beside(Message message, Runnable work) {
    if (!room.tryAcquire()) {
      answers.accept(message.error("unavailable",
          "this agent does " + AT_ONCE + " things at a time; try again"));
      return;
    }
    Thread.ofVirtual().name("agent-" + message.subject()).start(() -> {
      try {
        work.run();
      } catch (PortException e) {
        answers.accept(message.error("unavailable", String.valueOf(e.getMessage())));
      } catch (RuntimeException e) {
        log.error("a request failed subject={}", message.subject(), e);
        answers.accept(message.error("unavailable", "the agent failed: " + e));
      } finally {
        room.release();
      }
    });
  }

  private void list(Message message) {
    ArrayNode containers = Message.object().putArray("containers");
    for (Container container : host.containers()) {
      containers.addObject()
          .put("name", container.name().value())
          .put("id", container.id())
          .put("image", container.image())
          .put("state", container.state())
          .put("status", container.status())
          .put("createdAt", container.createdAt().toString());
    }
    answers.accept(message.answer("container.listed",
        Message.object().set("containers", containers)));
  }

  private void act(Message message, ContainerName container, Action action) {
    JsonNode outcome = switch (host.act(container, action)) {
      case Done.Ok() -> Message.object().put("outcome", "ok");
      case Done.NoSuchContainer() -> Message.object().put("outcome", "no_such_container");
      case Done.Refused(String reason) ->
        Message.object().put("outcome", "refused").put("reason", reason);
    };
    answers.accept(message.answer("container.acted", outcome));
  }

  private void start(Message message) throws Malformed {
    ContainerName container = container(message);
    Cursor after = cursor(message);
    int tail = tail(message);
    try {
      // Lines are sent after all answers, so this one comes before the first of them.
      streams.start(container, after, tail, wake);
      answers.accept(message.answer("log.stream.started", named(container)));
    } catch (PortException e) {
      answers.accept(message.answer("log.stream.error",
          named(container).put("error", String.valueOf(e.getMessage()))));
    }
  }

  private static ObjectNode named(ContainerName container) {
    return Message.object().put("containerId", container.value());
  }

  private static ContainerName container(Message message) throws Malformed {
    return new ContainerName(message.text("containerId"));
  }

  private static Action action(Message message) throws Malformed {
    String text = message.text("action");
    return Arrays.stream(Action.values())
        .filter(action -> action.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(() -> new Malformed("invalid",
            "data.action must be start, stop or restart, but is '" + text + "'"));
  }

  private static @Nullable Cursor cursor(Message message) throws Malformed {
    return message.data().hasNonNull("cursor") ? Cursor.parse(message.text("cursor")) : null;
  }

  private static int tail(Message message) throws Malformed {
    JsonNode tail = message.data().path("tail");
    if (tail.isMissingNode()) {
      return MAX_TAIL;
    }
    if (!tail.isInt() || tail.intValue() < 0 || tail.intValue() > MAX_TAIL) {
      throw new Malformed("invalid",
          "data.tail must be a whole number from 0 to " + MAX_TAIL + ", but is " + tail);
    }
    return tail.intValue();
  }
}
