package io.whopship.agent.link;

import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.driven.agents.ContainerHost.Following;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.logs.Cursor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The containers that the server wants to follow. They stay followed while it is away, so that what
 * they say meanwhile is kept by the host; the server asks for it by its cursor when it is back.
 */
final class Streams {

  private final ContainerHost host;
  private final SequencedMap<ContainerName, Stream> streams = new LinkedHashMap<>();

  Streams(ContainerHost host) {
    this.host = host;
  }

  /** Begins one, in place of one of the same container; that ends once this one has its place. */
  synchronized void start(ContainerName container, @Nullable Cursor after, int tail,
      Runnable wake) {
    Outgoing outgoing = new Outgoing(container, wake);
    Following following = host.follow(container, after, tail, outgoing);
    Stream before = streams.put(container, new Stream(outgoing, following));
    if (before != null) {
      before.close();
    }
  }

  /** Whether there was one. */
  synchronized boolean stop(ContainerName container) {
    Stream stream = streams.remove(container);
    if (stream != null) {
      stream.close();
    }
    return stream != null;
  }

  /** The next message of any of them, in turns; {@code null} if there is nothing to say. */
  synchronized @Nullable String next() {
    for (Map.Entry<ContainerName, Stream> entry : streams.entrySet()) {
      String next = entry.getValue().outgoing().next();
      if (next != null) {
        streams.putLast(entry.getKey(), entry.getValue());
        return next;
      }
    }
    return null;
  }

  /** The server is away: nothing is held for it here, but all stay followed. */
  synchronized void detach() {
    streams.values().forEach(stream -> stream.outgoing().end());
  }

  /** Ends those that a server which is back did not ask for again. */
  synchronized void stopDetached() {
    streams.values().removeIf(stream -> {
      boolean detached = stream.outgoing().hasEnded();
      if (detached) {
        stream.close();
      }
      return detached;
    });
  }

  synchronized void stopAll() {
    streams.values().forEach(Stream::close);
    streams.clear();
  }

  private record Stream(Outgoing outgoing, Following following) {

    void close() {
      outgoing.end();
      following.close();
    }
  }
}
