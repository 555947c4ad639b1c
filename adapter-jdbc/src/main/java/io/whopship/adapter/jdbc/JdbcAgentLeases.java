package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.servers.AgentLeases;
import io.whopship.ports.driven.servers.Servers;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.servers.AgentLease;
import io.whopship.ports.model.servers.RunningServer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Leases in a table, alive as long as the server in another one. */
final class JdbcAgentLeases implements AgentLeases {

  private static final String SELECT = "select l.agent, l.number, s.name, s.incarnation, s.machine,"
      + " s.url, s.local_parts, s.started_at from agent_leases l"
      + " join servers s on s.incarnation = l.incarnation where s.heartbeat_at > :deadSince";

  private final Database database;
  private final DatabaseClock clock;

  JdbcAgentLeases(Database database, DatabaseClock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public OptionalLong take(AgentId agent, RunningServer server) {
    return database.inTransaction("take the lease of agent " + agent, handle -> {
      // Whoever holds this row takes alone; and the agent is not removed meanwhile.
      boolean isThere = handle.createQuery("select id from agents where id = :agent for update")
          .bind("agent", agent.value())
          .mapTo(UUID.class)
          .findOne()
          .isPresent();
      return isThere ? OptionalLong.of(take(handle, agent, server)) : OptionalLong.empty();
    });
  }

  private static long take(Handle handle, AgentId agent, RunningServer server) {
    int updated = handle.createUpdate("update agent_leases set incarnation = :incarnation,"
        + " number = number + 1 where agent = :agent")
        .bind("incarnation", server.incarnation())
        .bind("agent", agent.value())
        .execute();
    if (updated == 0) {
      handle.createUpdate("insert into agent_leases (agent, incarnation, number)"
          + " values (:agent, :incarnation, 1)")
          .bind("agent", agent.value())
          .bind("incarnation", server.incarnation())
          .execute();
    }
    return handle.createQuery("select number from agent_leases where agent = :agent")
        .bind("agent", agent.value())
        .mapTo(Long.class)
        .one();
  }

  @Override
  public void release(AgentId agent, RunningServer server, long number) {
    database.write("release the lease of agent " + agent,
        handle -> handle.createUpdate("update agent_leases set incarnation = null"
            + " where agent = :agent and incarnation = :incarnation and number = :number")
            .bind("agent", agent.value())
            .bind("incarnation", server.incarnation())
            .bind("number", number)
            .execute());
  }

  @Override
  public Optional<AgentLease> find(AgentId agent) {
    return database.read("find the lease of agent " + agent,
        handle -> handle.createQuery(SELECT + " and l.agent = :agent")
            .bind("agent", agent.value())
            .bind("deadSince", clock.now(handle).minus(Servers.LEASE))
            .map(JdbcAgentLeases::read)
            .findOne());
  }

  @Override
  public List<AgentLease> list() {
    return database.read("list the leases of agents",
        handle -> handle.createQuery(SELECT)
            .bind("deadSince", clock.now(handle).minus(Servers.LEASE))
            .map(JdbcAgentLeases::read)
            .list());
  }

  private static AgentLease read(ResultSet row, StatementContext context) throws SQLException {
    return new AgentLease(new AgentId(row.getObject("agent", UUID.class)),
        JdbcServers.read(row, context), row.getLong("number"));
  }
}
