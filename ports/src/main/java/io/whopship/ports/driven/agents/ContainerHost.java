package io.whopship.ports.driven.agents;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.agents.Container;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.logs.Cursor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A machine on which containers run, here or at the other end of a connection. All methods throw
 * {@link PortException.Unavailable} if it cannot be reached.
 */
public interface ContainerHost {

  /** All containers, running or not, by name. */
  List<Container> containers();

  /** Starts, stops or restarts a container, and waits until that is done. */
  Done act(ContainerName container, Action action);

  /**
   * Begins to give a container's lines to a sink, until the following is closed; then nothing more
   * comes once {@code close} has returned. Goes on with the container that has the name next, when
   * this one is made anew. A container that is not there is told as {@link LogSink#failed}, and its
   * lines come once it is.
   *
   * @param after where to go on, if the numbering is still known: then the lines behind it follow,
   * and a hole in the positions if some are not kept. Else, and if {@code null}, it begins with the
   * last {@code tail} lines in a numbering of their own
   */
  Following follow(ContainerName container, @Nullable Cursor after, int tail, LogSink sink);

  /** What can be done to a container. */
  enum Action {
    START, STOP, RESTART
  }

  /** What came of it. */
  sealed interface Done {

    /** It is as was asked, also if it was before. */
    record Ok() implements Done {}

    record NoSuchContainer() implements Done {}

    /** The engine would not. {@code reason} is its own word. */
    record Refused(String reason) implements Done {}
  }

  /** A source that gives lines. */
  interface Following extends AutoCloseable {

    /** Ends it. Does not throw; closing twice is fine. */
    @Override
    void close();
  }
}
