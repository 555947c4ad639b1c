package io.whopship.ports.model.logs;

/**
 * A line in its place.
 *
 * @param position 1 for the first line of its log, then one more each; never changes
 */
public record StoredLine(long position, LogLine line) {}
