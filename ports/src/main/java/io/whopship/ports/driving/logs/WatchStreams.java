package io.whopship.ports.driving.logs;

import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.logs.Cursor;
import java.util.List;

/** Says what is being followed of an agent's containers. */
public interface WatchStreams {

  Outcome streams(Caller caller, AgentId agent);

  /** What was found. */
  sealed interface Outcome {

    /** Those that have viewers, or had a moment ago, by name. */
    record Found(boolean connected, List<Stream> streams) implements Outcome {}

    record NoSuchAgent() implements Outcome {}

    record NotYours() implements Outcome {}
  }

  /**
   * One source and those who look at it.
   *
   * @param buffered lines that are kept for whoever comes next
   */
  record Stream(ContainerName container, int viewers, int buffered, Cursor end) {}
}
