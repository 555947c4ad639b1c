package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.audit.AuditLog;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.audit.AuditEntry;
import io.whopship.ports.model.audit.AuditRecord;
import io.whopship.ports.model.identity.Origin;
import io.whopship.ports.model.identity.OwnerId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The audit log in a table. */
final class JdbcAuditLog implements AuditLog {

  private static final OldRows OLD = new OldRows("audit_log", "id", "at < :before");

  private final Database database;

  JdbcAuditLog(Database database) {
    this.database = database;
  }

  @Override
  public void append(AuditEntry entry) {
    AppId app = entry.app();
    DeploymentId deployment = entry.deployment();
    database.write("write the audit log",
        handle -> handle.createUpdate("insert into audit_log (at, owner_id, actor, admin, action,"
            + " refused, app, deployment, detail, address, request_id) values (:at, :owner, :actor,"
            + " :admin, :action, :refused, :app, :deployment, :detail, :address, :requestId)")
            .bind("at", entry.at())
            .bind("owner", entry.owner().value())
            .bind("actor", entry.actor().value())
            .bind("admin", entry.admin())
            .bind("action", entry.action())
            .bind("refused", entry.refused())
            .bind("app", app == null ? null : app.value())
            .bind("deployment", deployment == null ? null : deployment.value())
            .bind("detail", entry.detail())
            .bind("address", entry.origin().address())
            .bind("requestId", entry.origin().requestId())
            .execute());
  }

  @Override
  public Page<AuditRecord> list(@Nullable OwnerId owner, @Nullable AppId app, Page.Request page) {
    String conditions = (owner == null ? "" : "and owner_id = :owner ")
        + (app == null ? "" : "and app = :app ");
    String part = part(owner, app);
    List<AuditRecord> found = database.read("read the audit log", handle -> {
      Query query = handle
          .createQuery("select * from audit_log where id < :before " + conditions + part);
      if (owner != null) {
        query.bind("owner", owner.value());
      }
      if (app != null) {
        query.bind("app", app.value());
      }
      return Pages.bind(query, page).map(JdbcAuditLog::read).list();
    });
    return Pages.of(found, page, AuditRecord::number);
  }

  private static String part(@Nullable OwnerId owner, @Nullable AppId app) {
    if (app != null) {
      return Pages.partOf("app");
    }
    return owner != null ? Pages.partOf("owner_id") : Pages.part();
  }

  @Override
  public void forget(Instant before) {
    OLD.remove(database, "shrink the audit log", delete -> delete.bind("before", before));
  }

  private static AuditRecord read(ResultSet row, StatementContext context) throws SQLException {
    Long app = row.getObject("app", Long.class);
    Long deployment = row.getObject("deployment", Long.class);
    return new AuditRecord(row.getLong("id"),
        new AuditEntry(InstantArgument.read(row, "at"), new OwnerId(row.getString("owner_id")),
            new OwnerId(row.getString("actor")), row.getBoolean("admin"), row.getString("action"),
            row.getBoolean("refused"), app == null ? null : new AppId(app),
            deployment == null ? null : new DeploymentId(deployment), row.getString("detail"),
            new Origin(row.getString("address"), row.getString("request_id"))));
  }
}
