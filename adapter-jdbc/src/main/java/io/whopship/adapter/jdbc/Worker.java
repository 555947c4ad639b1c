package io.whopship.adapter.jdbc;

import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * In whose hand a piece of work is: a server's name, and which of the processes that ever ran under
 * that name it is. By the name alone a process that stalled, and was replaced meanwhile, would free
 * what its successor does.
 */
record Worker(String node, UUID incarnation) {

  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  /** A new process of this node. */
  static Worker of(String node) {
    return new Worker(node, UUID.randomUUID());
  }

  String name() {
    return prefix() + incarnation;
  }

  private String prefix() {
    return node + ":";
  }

  /**
   * Frees what earlier processes of this node had in hand when they died. They are certainly dead,
   * or may do nothing any more: the file lock of H2, or the registration of the node's name, says
   * so; and what of it goes on all the same has an old fence. Names may have colons: the length
   * tells this node from one whose name begins alike.
   */
  void takeBackFromDead(Database database) {
    int pieces = database.write("take back the work of " + node,
        handle -> handle.createUpdate(free("left(picked_by, :length) = :prefix"
            + " and char_length(picked_by) = :whole and picked_by <> :name"))
            .bind("length", prefix().length())
            .bind("whole", name().length())
            .bind("prefix", prefix())
            .bind("name", name())
            .execute());
    log(pieces);
  }

  /** Frees what this very process still has in hand at its end. */
  void handOver(Database database) {
    int pieces = database.write("hand over the work of " + node,
        handle -> handle.createUpdate(free("picked_by = :name"))
            .bind("name", name())
            .execute());
    log(pieces);
  }

  private static String free(String which) {
    return "update scheduled_tasks set picked = false, picked_by = null, last_heartbeat = null,"
        + " version = version + 1 where picked = true and " + which;
  }

  private void log(int pieces) {
    if (pieces > 0) {
      LOG.info("work left unfinished by this server is free again node={} pieces={}", node, pieces);
    }
  }
}
