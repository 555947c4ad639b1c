package io.whopship.agent.link;

import io.whopship.ports.driven.agents.LogSink;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.logs.LogLine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a container says, on its way to the server. Bounded: if the connection is slower than the
 * container, the oldest lines make room, which the server sees as a hole in the positions.
 */
final class Outgoing implements LogSink {

  static final int MAX_LINES = 4_000;
  static final int MAX_CHARACTERS = 1024 * 1024;

  /** A frame may have 1 MiB, and one character become six. */
  private static final int FRAME_CHARACTERS = 100 * 1024;
  private static final int BESIDE_MESSAGE = 100;

  private final ContainerName container;
  private final Runnable wake;
  private final Deque<Waiting> lines = new ArrayDeque<>();
  private int characters;
  private @Nullable String failure;
  private boolean ended;

  Outgoing(ContainerName container, Runnable wake) {
    this.container = container;
    this.wake = wake;
  }

  @Override
  public void accept(String epoch, long first, List<LogLine> batch) {
    synchronized (this) {
      if (ended) {
        return;
      }
      long position = first;
      for (LogLine line : batch) {
        Waiting next = new Waiting(epoch, position++, line);
        while (!lines.isEmpty()
            && (lines.size() >= MAX_LINES || characters + next.size() > MAX_CHARACTERS)) {
          characters -= lines.removeFirst().size();
        }
        lines.addLast(next);
        characters += next.size();
      }
    }
    wake.run();
  }

  @Override
  public void failed(String reason) {
    synchronized (this) {
      failure = reason;
    }
    wake.run();
  }

  /** Nothing more is sent. */
  synchronized void end() {
    ended = true;
    lines.clear();
    characters = 0;
    failure = null;
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  /** The next message; {@code null} if there is nothing to say. */
  synchronized @Nullable String next() {
    Waiting first = lines.peekFirst();
    if (first != null) {
      return LineJson.of(container, first.epoch(), first.position(), takeFrom(first));
    }
    String reason = failure;
    failure = null;
    return reason == null || ended
        ? null
        : new Message("log.stream.error",
            Message.object().put("containerId", container.value()).put("error", reason), null)
            .toJson();
  }

  /** As many as fit, without a hole. */
  private List<LogLine> takeFrom(Waiting first) {
    List<LogLine> taken = new ArrayList<>();
    int size = 0;
    for (Waiting next = first; next != null && next.follows(first, taken.size())
        && (taken.isEmpty() || size + next.size() <= FRAME_CHARACTERS); next = lines.peekFirst()) {
      lines.removeFirst();
      characters -= next.size();
      size += next.size();
      taken.add(next.line());
    }
    return taken;
  }

  private record Waiting(String epoch, long position, LogLine line) {

    int size() {
      return line.message().length() + BESIDE_MESSAGE;
    }

    boolean follows(Waiting first, int number) {
      return epoch.equals(first.epoch) && position == first.position + number;
    }
  }
}
