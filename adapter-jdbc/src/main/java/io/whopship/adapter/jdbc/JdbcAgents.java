package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.agents.Agents;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.identity.TokenHash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.StatementContext;

/** Agents in a table. */
final class JdbcAgents implements Agents {

  private static final String SELECT = "select id, owner_id, name, created_at, registered_at"
      + " from agents ";
  private static final String PART = "number fetch first 1000 rows only";

  private final Database database;

  JdbcAgents(Database database) {
    this.database = database;
  }

  @Override
  public void add(Agent agent, TokenHash token, Instant expiresAt) {
    database.write("add agent " + agent.id(),
        handle -> handle.createUpdate("insert into agents (id, owner_id, name, token_hash,"
            + " token_expires_at, created_at, registered_at) values (:id, :owner, :name, :token,"
            + " :expiresAt, :createdAt, :registeredAt)")
            .bind("id", agent.id().value())
            .bind("owner", agent.owner().value())
            .bind("name", agent.name())
            .bind("token", token.hex())
            .bind("expiresAt", expiresAt)
            .bind("createdAt", agent.createdAt())
            .bind("registeredAt", agent.registeredAt())
            .execute());
  }

  @Override
  public Optional<Agent> register(TokenHash token, TokenHash key, Instant now) {
    // Nothing is done if the key is another agent's: it would not be known whose it is.
    Optional<Integer> updated = database.insert("register an agent",
        handle -> handle.createUpdate("update agents set key_hash = :key, registered_at = :now"
            + " where token_hash = :token and key_hash is null and token_expires_at > :now")
            .bind("key", key.hex())
            .bind("now", now)
            .bind("token", token.hex())
            .execute());
    return updated.isEmpty()
        ? Optional.empty()
        : database.read("find a registered agent",
            handle -> handle.createQuery(SELECT + "where token_hash = :token and key_hash = :key")
                .bind("token", token.hex())
                .bind("key", key.hex())
                .map(JdbcAgents::read)
                .findOne());
  }

  @Override
  public Optional<Agent> findByKey(TokenHash key) {
    return database.read("find an agent by its key",
        handle -> handle.createQuery(SELECT + "where key_hash = :key")
            .bind("key", key.hex())
            .map(JdbcAgents::read)
            .findOne());
  }

  @Override
  public Optional<Agent> find(AgentId id) {
    return database.read("find agent " + id,
        handle -> handle.createQuery(SELECT + "where id = :id")
            .bind("id", id.value())
            .map(JdbcAgents::read)
            .findOne());
  }

  @Override
  public List<Agent> list(OwnerId owner) {
    return database.read("list the agents of an owner",
        handle -> handle.createQuery(SELECT + "where owner_id = :owner order by owner_id, " + PART)
            .bind("owner", owner.value())
            .map(JdbcAgents::read)
            .list());
  }

  @Override
  public List<Agent> list() {
    return database.read("list agents",
        handle -> handle.createQuery(SELECT + "order by " + PART).map(JdbcAgents::read).list());
  }

  @Override
  public boolean remove(AgentId id) {
    return database.write("remove agent " + id,
        handle -> handle.createUpdate("delete from agents where id = :id")
            .bind("id", id.value())
            .execute()) == 1;
  }

  private static Agent read(ResultSet row, StatementContext context) throws SQLException {
    OffsetDateTime registeredAt = row.getObject("registered_at", OffsetDateTime.class);
    return new Agent(new AgentId(row.getObject("id", UUID.class)),
        new OwnerId(row.getString("owner_id")), row.getString("name"),
        InstantArgument.read(row, "created_at"),
        registeredAt == null ? null : registeredAt.toInstant());
  }
}
