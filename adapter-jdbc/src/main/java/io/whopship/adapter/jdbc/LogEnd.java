package io.whopship.adapter.jdbc;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Status;
import io.whopship.ports.model.logs.LogLine;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * Where a deployment's log ends. It stays so while the deployment's row is locked, for whoever adds
 * to it.
 *
 * @param lines how many there ever were
 * @param bytes of their texts
 * @param latest the latest time of them; {@code null} if there were none
 * @param complete what the deployment has become; {@code null} if it goes on
 */
record LogEnd(DeploymentId deployment, long lines, long bytes, @Nullable Instant latest,
    @Nullable Status complete) {

  static final String SELECT = "select id, log_lines, log_bytes, log_latest, state from deployments ";

  static LogEnd read(ResultSet row, StatementContext context) throws SQLException {
    OffsetDateTime latest = row.getObject("log_latest", OffsetDateTime.class);
    return new LogEnd(new DeploymentId(row.getLong("id")), row.getLong("log_lines"),
        row.getLong("log_bytes"), latest == null ? null : latest.toInstant(),
        StateJson.finalStatus(row.getString("state")));
  }

  LogEnd behind(Iterable<LogLine> more) {
    long count = lines;
    long newBytes = bytes;
    Instant newLatest = latest;
    for (LogLine line : more) {
      count++;
      newBytes += line.bytes();
      newLatest = newLatest == null || line.at().isAfter(newLatest) ? line.at() : newLatest;
    }
    return new LogEnd(deployment, count, newBytes, newLatest, complete);
  }
}
