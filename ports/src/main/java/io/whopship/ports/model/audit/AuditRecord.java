package io.whopship.ports.model.audit;

/**
 * An entry as it is kept.
 *
 * @param number rises from entry to entry, not always by one
 */
public record AuditRecord(long number, AuditEntry entry) {}
