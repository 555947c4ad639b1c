package io.whopship.adapter.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.ports.driving.agents.SeeAgents;
import io.whopship.ports.driving.logs.WatchStreams;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.agents.Container;
import java.time.Instant;
import java.util.List;

/** Agents and containers as the API shows them. */
final class AgentJson {

  private AgentJson() {}

  static ObjectNode agent(SeeAgents.Seen seen) {
    Agent agent = seen.agent();
    Instant registered = agent.registeredAt();
    return Json.object()
        .put("id", agent.id().toString())
        .put("name", agent.name())
        .put("connected", seen.connected())
        .put("createdAt", Json.timestamp(agent.createdAt()))
        .put("registeredAt", registered == null ? null : Json.timestamp(registered));
  }

  static ObjectNode status(Agent agent, WatchStreams.Outcome.Found watched) {
    List<WatchStreams.Stream> streams = watched.streams();
    ObjectNode json = Json.object()
        .put("id", agent.id().toString())
        .put("name", agent.name())
        .put("connected", watched.connected())
        .put("subscribers", streams.stream().mapToInt(WatchStreams.Stream::viewers).sum())
        .put("buffers", streams.size());
    ArrayNode items = json.putArray("streams");
    for (WatchStreams.Stream stream : streams) {
      items.addObject()
          .put("containerId", stream.container().value())
          .put("subscribers", stream.viewers())
          .put("buffered", stream.buffered())
          .put("cursor", stream.end().toString());
    }
    return json;
  }

  static ObjectNode containers(List<Container> containers) {
    ObjectNode json = Json.object();
    ArrayNode items = json.putArray("containers");
    for (Container container : containers) {
      items.addObject()
          .put("name", container.name().value())
          .put("id", container.id())
          .put("image", container.image())
          .put("state", container.state())
          .put("status", container.status())
          .put("createdAt", Json.timestamp(container.createdAt()));
    }
    return json;
  }
}
