package io.whopship.adapter.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.logs.LogSubject;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A log as a viewer's messages call it.
 *
 * @param agentNamed whether the agent is said: not on a socket that is about one agent
 */
record Watched(LogSubject subject, boolean agentNamed) {

  /** Reads which log is meant; on the socket of an agent one of its containers. */
  static Watched read(JsonBody data, @Nullable AgentId of) {
    if (of != null) {
      return new Watched(new LogSubject.OfContainer(of, container(data)), false);
    }
    List<String> given = Stream.of("containerId", "deployment", "worker")
        .filter(data::has)
        .toList();
    if (given.size() != 1) {
      throw data.refuse("Must have exactly one of containerId, deployment and worker, but"
          + " has " + (given.isEmpty() ? "none" : String.join(" and ", given)));
    }
    return new Watched(switch (given.getFirst()) {
      case "deployment" -> new LogSubject.OfDeployment(deployment(data, "deployment"));
      case "worker" -> new LogSubject.OfWorker(deployment(data, "worker"));
      default -> new LogSubject.OfContainer(data.value("agent", AgentEndpoints::agentId),
          container(data));
    }, true);
  }

  private static ContainerName container(JsonBody data) {
    return data.value("containerId", ContainerName::new);
  }

  private static DeploymentId deployment(JsonBody data, String member) {
    return new DeploymentId(data.whole(member, 1, Long.MAX_VALUE));
  }

  /** Writes the members that say which log it is. */
  void write(JsonGenerator json) throws IOException {
    switch (subject) {
      case LogSubject.OfDeployment of ->
        json.writeNumberField("deployment", of.deployment().value());
      case LogSubject.OfWorker of -> json.writeNumberField("worker", of.deployment().value());
      case LogSubject.OfContainer of -> {
        if (agentNamed) {
          json.writeStringField("agent", of.agent().toString());
        }
        json.writeStringField("containerId", of.container().value());
      }
    }
  }
}
