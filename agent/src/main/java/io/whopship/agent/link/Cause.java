package io.whopship.agent.link;

/** Says for people why something failed. */
final class Cause {

  private Cause() {}

  /** What the first failure said; its name, if it said nothing. */
  static String of(Throwable failure) {
    Throwable cause = failure.getCause();
    if (cause != null && (failure.getMessage() == null
        || failure.getMessage().equals(cause.toString()))) {
      return of(cause);
    }
    String message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        : message;
  }
}
