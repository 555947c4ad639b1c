package io.whopship.adapter.http.peer;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.ports.driven.Timer;
import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.driven.agents.LogSink;
import io.whopship.ports.model.agents.Container;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.logs.Cursor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The host of an agent that is connected to another server. */
final class PeerHost implements ContainerHost {

  /** The longest that a stream may last; then it is asked for again. */
  private static final String LONGEST = "timeout=1800";

  private static final int MOST = 1_000;

  private final PeerCalls calls;
  private final Timer timer;
  private final HttpPeers.Times times;

  PeerHost(PeerCalls calls, Timer timer, HttpPeers.Times times) {
    this.calls = calls;
    this.timer = timer;
    this.times = times;
  }

  @Override
  public List<Container> containers() {
    JsonNode answer = calls.get("/containers", times.answer());
    try {
      List<Container> containers = new ArrayList<>();
      for (JsonNode item : answer.path("containers")) {
        containers.add(new Container(new ContainerName(item.path("name").asText()),
            item.path("id").asText(), item.path("image").asText(), item.path("state").asText(),
            item.path("status").asText(), Instant.parse(item.path("createdAt").asText())));
      }
      return containers;
    } catch (RuntimeException e) {
      throw calls.unavailable("gave an answer that cannot be read", e);
    }
  }

  @Override
  public Done act(ContainerName container, Action action) {
    JsonNode answer = calls.post("/containers/" + container + "/"
        + action.name().toLowerCase(Locale.ROOT), times.action());
    return switch (answer.path("outcome").asText()) {
      case "ok" -> new Done.Ok();
      case "no_such_container" -> new Done.NoSuchContainer();
      default -> new Done.Refused(answer.path("reason").asText());
    };
  }

  /**
   * {@inheritDoc}
   *
   * <p>
   * The peer has one source for all who follow the container, and gives no more than the last 1,000
   * lines of it.
   */
  @Override
  public Following follow(ContainerName container, @Nullable Cursor after, int tail,
      LogSink sink) {
    String path = "/containers/" + container + "/logs/stream?" + LONGEST;
    String first = "&tail=" + Math.min(tail, MOST);
    PeerStream stream = new PeerStream(
        place -> calls.open(path + (place == null ? first : "&cursor=" + place), times.answer()),
        after, sink, timer, times);
    stream.begin();
    return stream;
  }
}
