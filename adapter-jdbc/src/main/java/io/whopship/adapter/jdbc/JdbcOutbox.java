package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.Outbox;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Notice;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The outbox in a table. */
final class JdbcOutbox implements Outbox {

  private static final OldRows OLD = new OldRows("outbox", "id",
      "noticed_at < :before and id <= :upTo");

  private final Database database;

  JdbcOutbox(Database database) {
    this.database = database;
  }

  @Override
  public List<Entry> read(long after, int limit) {
    return database.read("read the outbox",
        handle -> handle.createQuery("select id, app, deployment, notice, noticed_at from outbox"
            + " where id > :after order by id fetch first :limit rows only")
            .bind("after", after)
            .bind("limit", limit)
            .map((row, context) -> new Entry(row.getLong("id"), new AppId(row.getLong("app")),
                new DeploymentId(row.getLong("deployment")),
                new Notice(row.getString("notice"), InstantArgument.read(row, "noticed_at"))))
            .list());
  }

  @Override
  public void forget(long upTo, Instant before) {
    OLD.remove(database, "shrink the outbox",
        delete -> delete.bind("before", before).bind("upTo", upTo));
  }

  /**
   * Adds notices. Numbers come from a row that stays locked until the transaction ends: with a
   * sequence, a later number could be seen first, and a reader that goes on behind it would never
   * see the earlier one. Call it last, so that the lock is short.
   */
  static void append(Handle handle, AppId app, DeploymentId about, List<Notice> notices) {
    if (notices.isEmpty()) {
      return;
    }
    handle.createUpdate("update outbox_head set last_id = last_id + :count")
        .bind("count", notices.size())
        .execute();
    long last = handle.createQuery("select last_id from outbox_head").mapTo(long.class).one();
    long id = last - notices.size();
    PreparedBatch entries = handle.prepareBatch("insert into outbox (id, app, deployment, notice,"
        + " noticed_at) values (:id, :app, :deployment, :notice, :at)");
    for (Notice notice : notices) {
      id++;
      entries.bind("id", id)
          .bind("app", app.value())
          .bind("deployment", about.value())
          .bind("notice", notice.type())
          .bind("at", notice.at())
          .add();
    }
    entries.execute();
  }
}
