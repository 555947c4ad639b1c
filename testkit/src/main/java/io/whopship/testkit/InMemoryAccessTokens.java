package io.whopship.testkit;

import io.whopship.ports.driven.AccessTokens;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.TokenHash;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Access tokens in a map. Safe for use by many threads. */
public final class InMemoryAccessTokens implements AccessTokens {

  private final Map<TokenHash, Caller> callers = new ConcurrentHashMap<>();

  @Override
  public Optional<Caller> find(TokenHash token) {
    return Optional.ofNullable(callers.get(token));
  }

  @Override
  public void save(TokenHash token, Caller caller, Instant createdAt) {
    callers.put(token, caller);
  }

  @Override
  public boolean hasAdmin() {
    return callers.values().stream().anyMatch(Caller::admin);
  }
}
