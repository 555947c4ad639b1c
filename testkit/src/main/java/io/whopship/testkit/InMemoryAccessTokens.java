package io.whopship.testkit;

import io.whopship.ports.driven.AccessTokens;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.TokenHash;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Access tokens in a map. Safe for use by many threads. */
public final class InMemoryAccessTokens implements AccessTokens {

  private final Map<TokenHash, Caller> callers = new ConcurrentHashMap<>();
  private @Nullable TokenHash adopted;

  @Override
  public Optional<Caller> find(TokenHash token) {
    return Optional.ofNullable(callers.get(token));
  }

  @Override
  public void save(TokenHash token, Caller caller, Instant createdAt) {
    callers.put(token, caller);
  }

  @Override
  public synchronized void replaceAdopted(TokenHash token, Caller caller, Instant createdAt) {
    if (adopted != null && !adopted.equals(token)) {
      callers.remove(adopted);
    }
    callers.put(token, caller);
    adopted = token;
  }

  @Override
  public boolean hasAdmin() {
    return callers.values().stream().anyMatch(Caller::admin);
  }
}
