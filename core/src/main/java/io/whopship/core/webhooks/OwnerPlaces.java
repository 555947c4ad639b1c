package io.whopship.core.webhooks;

import io.whopship.ports.model.identity.OwnerId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** So much of each owner may be under way at once, so that one leaves room for the others. */
final class OwnerPlaces {

  private final int most;
  private final Map<OwnerId, Integer> taken = new ConcurrentHashMap<>();

  OwnerPlaces(int most) {
    this.most = most;
  }

  /** Takes a place, to be left again; answers whether there was one. */
  boolean take(OwnerId owner) {
    if (taken.merge(owner, 1, Integer::sum) > most) {
      leave(owner);
      return false;
    }
    return true;
  }

  void leave(OwnerId owner) {
    taken.computeIfPresent(owner, (same, count) -> count == 1 ? null : count - 1);
  }

  /** Those who have no place left. */
  Set<OwnerId> full() {
    return taken.entrySet()
        .stream()
        .filter(owner -> owner.getValue() >= most)
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }
}
