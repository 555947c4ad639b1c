package io.whopship.testkit.http;

/** What came is no form. */
public final class MalformedFormException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MalformedFormException(String message) {
    super(message);
  }
}
