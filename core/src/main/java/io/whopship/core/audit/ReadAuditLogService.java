package io.whopship.core.audit;

import io.whopship.ports.driven.audit.AuditLog;
import io.whopship.ports.driving.audit.ReadAuditLog;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.audit.AuditRecord;
import io.whopship.ports.model.identity.Caller;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Reads what the {@link Pen} wrote. */
public final class ReadAuditLogService implements ReadAuditLog {

  private final AuditLog entries;
  private final Duration age;
  private final InstantSource clock;

  public ReadAuditLogService(AuditLog entries, Duration age, InstantSource clock) {
    this.entries = entries;
    this.age = age;
    this.clock = clock;
  }

  @Override
  public Page<AuditRecord> list(Caller caller, @Nullable AppId app, Page.Request page) {
    return entries.list(caller.admin() ? null : caller.owner(), app, page);
  }

  @Override
  public void keep() {
    entries.forget(clock.instant().minus(age));
  }
}
