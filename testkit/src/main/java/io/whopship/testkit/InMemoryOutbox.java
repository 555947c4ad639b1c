package io.whopship.testkit;

import io.whopship.ports.driven.Outbox;
import java.time.Instant;
import java.util.List;

/** The outbox of an {@link InMemoryStore}. */
final class InMemoryOutbox implements Outbox {

  private final StoreState state;

  InMemoryOutbox(StoreState state) {
    this.state = state;
  }

  @Override
  public List<Entry> read(long after, int limit) {
    synchronized (state) {
      return state.notices.stream().filter(entry -> entry.number() > after).limit(limit).toList();
    }
  }

  @Override
  public void forget(long upTo, Instant before) {
    synchronized (state) {
      state.notices.removeIf(
          entry -> entry.number() <= upTo && entry.notice().at().isBefore(before));
    }
  }
}
