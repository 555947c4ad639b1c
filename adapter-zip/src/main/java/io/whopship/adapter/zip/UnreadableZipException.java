package io.whopship.adapter.zip;

import io.whopship.ports.model.artifact.Problem;
import org.jspecify.annotations.Nullable;

/** A file that is not taken as a zip, and why. */
final class UnreadableZipException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  UnreadableZipException(String rule, String message) {
    this(rule, null, message);
  }

  UnreadableZipException(String rule, @Nullable String entry, String message) {
    super(message);
    this.problem = new Problem(rule, entry, message);
  }

  Problem problem() {
    return problem;
  }
}
