package io.whopship.ports.driving;

import java.util.List;

/**
 * Tells the edge, at the start of a server, of all sites and previews there are, and removes from
 * it the releases of deployments that are no more.
 */
public interface RestoreSites {

  Restored restore();

  /**
   * What was told.
   *
   * @param sites how many are served again
   * @param failures for an operator: which are not, and why
   */
  record Restored(int sites, List<String> failures) {

    public Restored {
      failures = List.copyOf(failures);
    }
  }
}
