package io.whopship.testkit;

import io.whopship.ports.driven.audit.AuditLog;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.audit.AuditEntry;
import io.whopship.ports.model.audit.AuditRecord;
import io.whopship.ports.model.identity.OwnerId;
import java.time.Instant;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An audit log in memory. Safe for use by many threads. */
public final class InMemoryAuditLog implements AuditLog {

  private final TreeMap<Long, AuditRecord> records = new TreeMap<>();
  private long last;

  @Override
  public synchronized void append(AuditEntry entry) {
    last++;
    records.put(last, new AuditRecord(last, entry));
  }

  @Override
  public synchronized Page<AuditRecord> list(@Nullable OwnerId owner, @Nullable AppId app,
      Page.Request page) {
    return StoreState.page(records,
        record -> (owner == null || record.entry().owner().equals(owner))
            && (app == null || app.equals(record.entry().app())),
        AuditRecord::number, page);
  }

  @Override
  public synchronized void forget(Instant before) {
    records.values().removeIf(record -> record.entry().at().isBefore(before));
  }
}
