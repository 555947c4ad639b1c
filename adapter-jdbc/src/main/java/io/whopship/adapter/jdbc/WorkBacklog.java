package io.whopship.adapter.jdbc;

import java.time.Duration;

/**
 * Work that is due and that nobody has begun.
 *
 * @param pieces of all servers
 * @param lag for how long the first of them has been due; nothing if there is none
 */
public record WorkBacklog(long pieces, Duration lag) {}
