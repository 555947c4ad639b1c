package io.whopship.ports.model.logs;

/**
 * How much a log takes.
 *
 * @param lines that were ever written to it
 * @param bytes of their texts
 */
public record LogLimits(long lines, long bytes) {

  public static final LogLimits NONE = new LogLimits(Long.MAX_VALUE, Long.MAX_VALUE);
}
