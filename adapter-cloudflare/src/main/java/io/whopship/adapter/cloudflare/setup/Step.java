package io.whopship.adapter.cloudflare.setup;

/**
 * One thing that an installation needs, and how it stands.
 *
 * @param name what it is called on the account
 */
public record Step(Thing thing, String name, State state) {

  /** What there is to be, in the order in which it is made. */
  public enum Thing {
    DISPATCH_NAMESPACE("dispatch namespace"), ROUTES("KV namespace"), BUCKET(
        "R2 bucket"), DISPATCHER("worker"), WORKERS_DEV(
            "workers.dev address"), ZONE("zone"), SITE_ROUTE("route"), DNS("DNS record");

    private final String label;

    Thing(String label) {
      this.label = label;
    }

    /** As Cloudflare's dashboard calls it. */
    public String label() {
      return label;
    }
  }

  /** How a thing stands. */
  public sealed interface State {

    /** It is as it has to be. */
    record There() implements State {}

    /** It is to be created. */
    record ToCreate() implements State {}

    /**
     * It is there, but not as it has to be.
     *
     * @param now how it is: {@code is of another version}
     */
    record ToChange(String now) implements State {}

    /**
     * It is not made here: the operator does it.
     *
     * @param todo a sentence
     */
    record Yours(String todo) implements State {}

    /**
     * Nobody knows, and nothing depends on it.
     *
     * @param todo what the operator looks at, as a sentence
     */
    record Unseen(String todo) implements State {}

    /** The token may not look at it. */
    record Forbidden(String permission) implements State {}

    /**
     * It cannot be made.
     *
     * @param why a sentence that says what to do
     */
    record Blocked(String why) implements State {}
  }

  /** Whether it is to be created or changed. */
  public boolean isToDo() {
    return state instanceof State.ToCreate || state instanceof State.ToChange;
  }

  /** Whether something has to happen first that is not done here. */
  public boolean isInTheWay() {
    return state instanceof State.Forbidden || state instanceof State.Blocked;
  }

  /** Whether sites can do without anything more happening to it, as far as is known. */
  public boolean isSettled() {
    return state instanceof State.There || state instanceof State.Unseen;
  }
}
