package io.whopship.ports.driven;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import java.util.function.Consumer;

/**
 * By which servers on the same stores wake each other. What was written is in the stores, and
 * nowhere else: a signal only says that it is worth looking there now. So a lost one costs time and
 * nothing else, and whoever listens looks now and then without one.
 */
public interface Signals {

  /** For a server that has its stores for itself: nobody is there to be told, or to be heard. */
  Signals NONE = new Signals() {
    @Override
    public boolean reachOthers() {
      return false;
    }

    @Override
    public void announce(Signal signal) {}

    @Override
    public Listening listen(Consumer<Signal> listener) {
      return () -> {
      };
    }
  };

  /** Whether other servers may write to the same stores. */
  boolean reachOthers();

  /**
   * Tells all other servers, soon and without waiting for it; this very one hears nothing of it.
   * Call it after the write was committed. Equal signals may reach others as one, in any order.
   * Never throws: what cannot be sent is lost.
   */
  void announce(Signal signal);

  /**
   * Hears what other servers announce from now on, or a little later. A listener is told on a
   * thread that others wait for, so it is to be quick; what it throws is logged.
   */
  Listening listen(Consumer<Signal> listener);

  /** What may be worth a look. */
  sealed interface Signal {

    /** Its state, its route or its log was written, or it was removed. */
    record DeploymentChanged(DeploymentId deployment) implements Signal {}

    /** A deployment of it has another state or is gone, and may have taken or left visitors. */
    record AppChanged(AppId app) implements Signal {}

    /** Work was scheduled that is due now. */
    record WorkIsDue() implements Signal {}

    /** Signals may have been lost: anything may have been written. */
    record Anything() implements Signal {}
  }

  /** A listener that is told. */
  interface Listening extends AutoCloseable {

    /** It is told nothing more, but what it is being told just now. Closing twice is fine. */
    @Override
    void close();
  }
}
