package io.whopship.agent.docker;

import java.io.IOException;

/** The engine sent what is not a log with times. */
final class MalformedLogException extends IOException {

  private static final long serialVersionUID = 1L;

  MalformedLogException(String message) {
    super(message);
  }
}
