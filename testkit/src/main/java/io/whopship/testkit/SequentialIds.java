package io.whopship.testkit;

import io.whopship.ports.driven.Ids;
import io.whopship.ports.model.identity.Secret;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts: the first UUID ends in 1, the first access token is {@code test-token-1}. Never to be
 * used outside of tests, for its tokens can be guessed. Safe for use by many threads.
 */
public final class SequentialIds implements Ids {

  private final AtomicLong uuids = new AtomicLong();
  private final AtomicLong tokens = new AtomicLong();

  @Override
  public UUID uuid() {
    return new UUID(0, uuids.incrementAndGet());
  }

  @Override
  public Secret accessToken() {
    return new Secret("test-token-" + tokens.incrementAndGet());
  }
}
