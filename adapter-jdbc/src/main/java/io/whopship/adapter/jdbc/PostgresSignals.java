package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.Signals;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signals by {@code NOTIFY} of PostgreSQL, to all servers on the same database. */
final class PostgresSignals implements Signals, AutoCloseable {

  static final String CHANNEL = "whopship_signals";

  private static final Logger LOG = LoggerFactory.getLogger(PostgresSignals.class);

  private final UUID self = UUID.randomUUID();
  private final List<Consumer<Signal>> listeners = new CopyOnWriteArrayList<>();
  private final SignalSending sending;
  private final SignalReception reception;

  PostgresSignals(DatabaseSettings settings, Database database) {
    this.sending = new SignalSending(self, database);
    this.reception = new SignalReception(settings, this::receive);
  }

  @Override
  public boolean reachOthers() {
    return true;
  }

  @Override
  public void announce(Signal signal) {
    sending.add(signal);
  }

  @Override
  public Listening listen(Consumer<Signal> listener) {
    // Another object each time: whoever listens twice closes one of the two.
    Consumer<Signal> mine = signal -> listener.accept(signal);
    listeners.add(mine);
    reception.begin();
    return () -> listeners.remove(mine);
  }

  private void receive(SignalText text) {
    if (!text.sender().equals(self)) {
      text.signals().forEach(this::tell);
    }
  }

  private void tell(Signal signal) {
    for (Consumer<Signal> listener : listeners) {
      try {
        listener.accept(signal);
      } catch (RuntimeException e) {
        LOG.error("A listener failed, the others are told. signal={}", signal, e);
      }
    }
  }

  /** Sends what is still to be sent. */
  @Override
  public void close() {
    reception.close();
    sending.close();
  }
}
