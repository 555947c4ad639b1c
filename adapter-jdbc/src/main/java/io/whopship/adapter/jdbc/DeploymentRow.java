package io.whopship.adapter.jdbc;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.artifact.Checksum;
import io.whopship.ports.model.deploy.Deployment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The table of deployments. */
final class DeploymentRow {

  static final String SELECT = "select id, uuid, app, metadata, checksum, rollout_plan, state,"
      + " facts, version, fence, created_at from deployments ";

  private DeploymentRow() {}

  static Deployment read(ResultSet row, StatementContext context) throws SQLException {
    DeploymentId id = new DeploymentId(row.getLong("id"));
    String word = row.getString("state");
    return new Deployment(id, row.getObject("uuid", UUID.class), new AppId(row.getLong("app")),
        Json.read("metadata of deployment " + id, row.getString("metadata"), MetadataJson::read),
        checksum(row.getString("checksum")),
        Json.read("plan of deployment " + id, row.getString("rollout_plan"), PlanJson::read),
        Json.read("state of deployment " + id, row.getString("facts"),
            facts -> StateJson.read(word, facts)),
        row.getLong("version"), row.getLong("fence"), InstantArgument.read(row, "created_at"));
  }

  private static @Nullable Checksum checksum(@Nullable String text) {
    return text == null ? null : new Checksum(text);
  }

  static Optional<Deployment> find(Handle handle, DeploymentId id) {
    return handle.createQuery(SELECT + "where id = :id")
        .bind("id", id.value())
        .map(DeploymentRow::read)
        .findOne();
  }
}
