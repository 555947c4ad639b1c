package io.whopship.testkit.cloudflare.rest;

import io.whopship.testkit.http.Answer;

/** Ends a call with an error in Cloudflare's words. */
public final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final int code;
  private final String said;

  public RefusedException(int status, int code, String message) {
    super(status + ", code " + code + ": " + message, null, false, false);
    this.status = status;
    this.code = code;
    this.said = message;
  }

  public Answer answer() {
    return Envelope.error(status, code, said);
  }

  static RefusedException noSuchRoute(String path) {
    return new RefusedException(404, 7003, "Could not route to " + path
        + ", perhaps your object identifier is invalid?");
  }
}
