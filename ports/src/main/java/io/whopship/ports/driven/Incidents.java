package io.whopship.ports.driven;

import io.whopship.ports.model.rollout.ReleaseName;

/** Told by an edge what befalls a release after it was placed: it crashed, it cannot start. */
@FunctionalInterface
public interface Incidents {

  /** Whoever asks for no reports. */
  Incidents IGNORED = (release, line) -> {
  };

  /**
   * Takes a line for the log of the release's deployment: a sentence, without line breaks. Called
   * from any thread; may block. The same trouble over and over is told ever more rarely. What this
   * throws is logged, and changes nothing for the release.
   */
  void report(ReleaseName release, String line);
}
