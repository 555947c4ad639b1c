package io.whopship.testkit;

import io.whopship.ports.driven.Ids;
import io.whopship.ports.model.identity.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts: the first UUID ends in 1, the first access token is {@code test-token-1}. Never to be
 * used outside of tests, for its tokens can be guessed. Safe for use by many threads.
 */
public final class SequentialIds implements Ids {

  private final AtomicLong uuids = new AtomicLong();
  private final AtomicLong tokens = new AtomicLong();
  private final AtomicLong secrets = new AtomicLong();

  @Override
  public UUID uuid() {
    return new UUID(0, uuids.incrementAndGet());
  }

  @Override
  public Secret accessToken() {
    return new Secret("test-token-" + tokens.incrementAndGet());
  }

  @Override
  public Secret signingSecret() {
    String key = "%032d".formatted(secrets.incrementAndGet());
    return new Secret("whsec_"
        + Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.US_ASCII)));
  }
}
