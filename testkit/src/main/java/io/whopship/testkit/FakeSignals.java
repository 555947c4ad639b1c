package io.whopship.testkit;

import io.whopship.ports.driven.Signals;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Servers that hear each other at once, on the thread of the one that announces. */
public final class FakeSignals {

  private final List<Server> servers = new CopyOnWriteArrayList<>();
  private volatile boolean isLosing;

  /** Another server, which has not announced or heard anything yet. */
  public Signals server() {
    Server server = new Server();
    servers.add(server);
    return server;
  }

  /** Whether all signals are lost from now on. */
  public void setLosing(boolean losing) {
    isLosing = losing;
  }

  private final class Server implements Signals {

    private final List<Consumer<Signal>> listeners = new CopyOnWriteArrayList<>();

    @Override
    public boolean reachOthers() {
      return true;
    }

    @Override
    public void announce(Signal signal) {
      if (!isLosing) {
        servers.stream()
            .filter(server -> !server.equals(this))
            .forEach(server -> server.tell(signal));
      }
    }

    @Override
    public Listening listen(Consumer<Signal> listener) {
      Consumer<Signal> mine = signal -> listener.accept(signal);
      listeners.add(mine);
      return () -> listeners.remove(mine);
    }

    private void tell(Signal signal) {
      for (Consumer<Signal> listener : listeners) {
        try {
          listener.accept(signal);
        } catch (RuntimeException e) {
          System.getLogger(FakeSignals.class.getName())
              .log(System.Logger.Level.INFO, "a listener failed", e);
        }
      }
    }
  }
}
