package io.whopship.adapter.http;

import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.logs.LogSubject;
import org.jspecify.annotations.Nullable;

/**
 * Somebody at the other end of a WebSocket.
 *
 * @param of the agent that the socket is about; {@code null} if about anything
 * @param only the one log that may be followed; {@code null} if any that the caller may see
 */
record Viewer(Caller caller, @Nullable AgentId of, @Nullable LogSubject only) {

  boolean mayAskFor(LogSubject subject) {
    return only == null || only.equals(subject);
  }
}
