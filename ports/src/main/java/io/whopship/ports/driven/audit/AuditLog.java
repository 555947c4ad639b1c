package io.whopship.ports.driven.audit;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.audit.AuditEntry;
import io.whopship.ports.model.audit.AuditRecord;
import io.whopship.ports.model.identity.OwnerId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Who did what. Entries are added and grow old; none is ever changed. */
public interface AuditLog {

  /** Adds an entry. It stays when the app it is about goes. */
  void append(AuditEntry entry);

  /**
   * Entries by falling number.
   *
   * @param owner only those in this one's log; {@code null} for everybody's
   * @param app only those about this one; {@code null} for all
   */
  Page<AuditRecord> list(@Nullable OwnerId owner, @Nullable AppId app, Page.Request page);

  /** Removes the entries from before this time. */
  void forget(Instant before);
}
