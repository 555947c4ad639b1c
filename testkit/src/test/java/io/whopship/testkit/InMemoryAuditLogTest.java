package io.whopship.testkit;

import io.whopship.ports.driven.audit.AuditLog;
import io.whopship.testkit.contract.AuditLogContract;

class InMemoryAuditLogTest extends AuditLogContract {

  @Override
  protected AuditLog open() {
    return new InMemoryAuditLog();
  }
}
