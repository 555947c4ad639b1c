package io.whopship.agent.link;

import io.whopship.ports.driven.PortException.Unavailable;
import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.driven.agents.LogSink;
import io.whopship.ports.model.agents.Container;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One container, web, that says what a test says, and keeps all of it. */
final class KeepingHost implements ContainerHost {

  static final String EPOCH = "0123abcd";
  static final Instant AT = Instant.parse("2026-01-02T03:04:05.123456789Z");

  private final List<LogLine> said = new ArrayList<>();
  private final Map<Object, LogSink> sinks = new LinkedHashMap<>();
  private final List<String> acts = new ArrayList<>();

  @Override
  public List<Container> containers() {
    return List.of(new Container(new ContainerName("web"), "c0ffee", "nginx", "running",
        "Up 2 minutes", AT));
  }

  @Override
  public synchronized Done act(ContainerName container, Action action) {
    acts.add(action + " " + container);
    return switch (container.value()) {
      case "web" -> new Done.Ok();
      case "stubborn" -> new Done.Refused("it would not");
      case "away" -> throw new Unavailable("the engine is away", null);
      default -> new Done.NoSuchContainer();
    };
  }

  @Override
  public synchronized Following follow(ContainerName container, @Nullable Cursor after, int tail,
      LogSink sink) {
    if (container.value().equals("away")) {
      throw new Unavailable("the engine is away", null);
    }
    Object self = new Object();
    sinks.put(self, sink);
    int from = after == null ? Math.max(0, said.size() - tail) : (int) after.offset();
    if (from < said.size()) {
      sink.accept(EPOCH, from + 1, List.copyOf(said.subList(from, said.size())));
    }
    return () -> leave(self);
  }

  private synchronized void leave(Object self) {
    sinks.remove(self);
  }

  synchronized void says(String... messages) {
    for (String message : messages) {
      said.add(new LogLine(AT, message.startsWith("!") ? LogType.STDERR : LogType.STDOUT, "web",
          message));
      sinks.values().forEach(sink -> sink.accept(EPOCH, said.size(), List.of(said.getLast())));
    }
  }

  synchronized void fails(String reason) {
    sinks.values().forEach(sink -> sink.failed(reason));
  }

  synchronized int followers() {
    return sinks.size();
  }

  synchronized List<String> acts() {
    return List.copyOf(acts);
  }
}
