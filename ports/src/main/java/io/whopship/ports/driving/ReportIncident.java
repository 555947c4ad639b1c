package io.whopship.ports.driving;

import io.whopship.ports.model.rollout.ReleaseName;

/** Writes into the log of a deployment what befell its release since. */
public interface ReportIncident {

  /**
   * Writes a sentence, without line breaks, as an error. Of a deployment that is no more, nothing
   * is written. Throws what the store throws.
   */
  void report(ReleaseName release, String line);
}
