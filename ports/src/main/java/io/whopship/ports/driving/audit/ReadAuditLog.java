package io.whopship.ports.driving.audit;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.audit.AuditRecord;
import io.whopship.ports.model.identity.Caller;
import org.jspecify.annotations.Nullable;

/** Shows who did what. */
public interface ReadAuditLog {

  /**
   * What was done to the caller's things, by whom ever, and what the caller was refused, newest
   * first; an admin's list holds everybody's. Empty for an app of which nothing is in that list.
   *
   * @param app only what is about this one; {@code null} for all
   */
  Page<AuditRecord> list(Caller caller, @Nullable AppId app, Page.Request page);

  /** Removes what is too old. To be called now and then. */
  void keep();
}
