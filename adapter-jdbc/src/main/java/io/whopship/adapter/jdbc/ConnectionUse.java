package io.whopship.adapter.jdbc;

/**
 * How the connections to the database are used.
 *
 * @param waiting threads that wait for one
 */
public record ConnectionUse(int active, int idle, int waiting) {

  ConnectionUse plus(ConnectionUse other) {
    return new ConnectionUse(active + other.active, idle + other.idle, waiting + other.waiting);
  }
}
