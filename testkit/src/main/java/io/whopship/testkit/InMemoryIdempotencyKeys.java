package io.whopship.testkit;

import io.whopship.ports.driven.IdempotencyKeys;
import io.whopship.ports.model.requests.KeyedRequest;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keys in memory. Safe for use by many threads. */
public final class InMemoryIdempotencyKeys implements IdempotencyKeys {

  private record Entry(KeyedRequest request, Claim claim, Instant since, Instant until,
      @Nullable String answer) {

    boolean isOpen(Claim other) {
      return claim.equals(other) && answer == null;
    }
  }

  private final Map<String, Entry> entries = new HashMap<>();

  @Override
  public synchronized Begun begin(KeyedRequest request, UUID id, Instant now, Instant until) {
    Entry known = entries.get(request.key());
    if (known == null) {
      return start(request, new Claim(request.key(), id, 1), now, until);
    }
    if (!known.request().equals(request)) {
      return new Begun.Different();
    }
    if (known.answer() != null) {
      return new Begun.Finished(known.answer());
    }
    Claim before = known.claim();
    return now.isBefore(known.until())
        ? new Begun.Running()
        : start(request, new Claim(before.key(), before.id(), before.number() + 1), known.since(),
            until);
  }

  private Begun start(KeyedRequest request, Claim claim, Instant since, Instant until) {
    entries.put(request.key(), new Entry(request, claim, since, until, null));
    return new Begun.Started(claim);
  }

  @Override
  public synchronized boolean finish(Claim claim, String answer) {
    return replace(claim, entry -> new Entry(entry.request(), claim, entry.since(), entry.until(),
        answer));
  }

  @Override
  public synchronized void release(Claim claim) {
    replace(claim, entry -> new Entry(entry.request(), claim, entry.since(), Instant.MIN, null));
  }

  @Override
  public synchronized void forget(Claim claim) {
    replace(claim, entry -> null);
  }

  private boolean replace(Claim claim, Next next) {
    Entry entry = entries.get(claim.key());
    if (entry == null || !entry.isOpen(claim)) {
      return false;
    }
    entries.compute(claim.key(), (key, same) -> next.of(entry));
    return true;
  }

  @Override
  public synchronized int removeBefore(Instant instant) {
    int before = entries.size();
    entries.values().removeIf(entry -> entry.since().isBefore(instant));
    return before - entries.size();
  }

  private interface Next {
    @Nullable
    Entry of(Entry entry);
  }
}
