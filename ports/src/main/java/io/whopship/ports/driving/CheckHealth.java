package io.whopship.ports.driving;

import io.whopship.ports.driven.Checkable.Check;
import java.util.Map;

/** Finds out whether this server can serve. */
public interface CheckHealth {

  /** Each part that it needs, by a stable name, and how it is. */
  Map<String, Check> check();

  /**
   * The parts among them without which it can answer nothing. Without another one, which servers
   * mostly share, much is still answered, and no other server would do better.
   */
  Map<String, Check> checkNeeded();
}
