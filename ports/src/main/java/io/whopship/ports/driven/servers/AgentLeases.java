package io.whopship.ports.driven.servers;

import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.servers.AgentLease;
import io.whopship.ports.model.servers.RunningServer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which server each agent is connected to. A lease lives as long as the process that took it: it
 * needs no renewal but the server's own sign of life to {@link Servers}, and of a dead server there
 * are no leases. It is none any more when the agent is removed.
 */
public interface AgentLeases {

  /** Of a server that is the only one: nobody asks. */
  AgentLeases NONE = new AgentLeases() {
    @Override
    public OptionalLong take(AgentId agent, RunningServer server) {
      return OptionalLong.of(0);
    }

    @Override
    public void release(AgentId agent, RunningServer server, long number) {
      // there is none
    }

    @Override
    public Optional<AgentLease> find(AgentId agent) {
      return Optional.empty();
    }

    @Override
    public List<AgentLease> list() {
      return List.of();
    }
  };

  /**
   * The agent has connected to this server: whoever had it has it no more. Answers a number that is
   * greater than any the agent's leases ever had, by which an older connection is told from a newer
   * one; atomic, so that of two at once the one with the greater number has it. Empty, and nothing
   * is changed, if there is no such agent. {@link #NONE} answers 0 always.
   */
  OptionalLong take(AgentId agent, RunningServer server);

  /** The agent has left. Nothing if the lease of this number is another's, or not the latest. */
  void release(AgentId agent, RunningServer server, long number);

  /** Where the agent is connected; empty if nowhere, or at a server that is dead. */
  Optional<AgentLease> find(AgentId agent);

  /** Those of all agents that are connected to servers that are alive, in no certain order. */
  List<AgentLease> list();
}
