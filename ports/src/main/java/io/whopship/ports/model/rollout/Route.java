package io.whopship.ports.model.rollout;

import java.util.List;
import java.util.Optional;

/**
 * Where the requests for one host go. This is the whole routing decision: it is replaced as one,
 * and a later generation wins over an earlier one.
 *
 * @param host lower case, without a port: {@code my-app.localhost}
 * @param generation 1 for the first route of a host, one more for each that follows
 * @param salt what shuffles visitors into buckets; constant while a share rises, so that visitors
 * only ever move from stable to candidate
 * @param kept releases without traffic that the edge holds ready, for previews and rollback; the
 * latest to lose its traffic first
 */
public record Route(String host, long generation, String salt, Traffic traffic,
    List<ReleaseName> kept) {

  public Route {
    if (generation < 1) {
      throw new IllegalArgumentException("generation must be 1 or more, but is " + generation);
    }
    kept = List.copyOf(kept);
  }

  /** Who answers this visitor; empty if there is no site. */
  public Optional<ReleaseName> pick(StickyId visitor) {
    return switch (traffic) {
      case Traffic.None() -> Optional.empty();
      case Traffic.Whole(ReleaseName release) -> Optional.of(release);
      case Traffic.Split(ReleaseName stable, ReleaseName candidate, Percent share) ->
        Optional.of(SplitHash.of(salt, visitor).isWithin(share) ? candidate : stable);
    };
  }

  /** The route that follows this one. */
  public Route next(String newSalt, Traffic newTraffic, List<ReleaseName> newKept) {
    return new Route(host, generation + 1, newSalt, newTraffic, newKept);
  }

  /** The route that follows this one and does not keep this release. */
  public Route without(ReleaseName release) {
    return next(salt, traffic, kept.stream().filter(other -> !other.equals(release)).toList());
  }
}
