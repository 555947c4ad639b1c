package io.whopship.ports.model.rollout;

import java.util.List;

/** Who serves the visitors of a host. */
public sealed interface Traffic {

  /** Nobody: there is no site. */
  record None() implements Traffic {}

  /** One release serves everybody. */
  record Whole(ReleaseName release) implements Traffic {}

  /** A candidate serves its share, the stable release the rest. */
  record Split(ReleaseName stable, ReleaseName candidate, Percent share) implements Traffic {

    public Split {
      if (stable.equals(candidate)) {
        throw new IllegalArgumentException("a split needs two releases, but both are " + stable);
      }
    }
  }

  /** How much of the traffic this release has. */
  default Percent shareOf(ReleaseName release) {
    return switch (this) {
      case None() -> Percent.NONE;
      case Whole(ReleaseName only) -> only.equals(release) ? Percent.ALL : Percent.NONE;
      case Split(ReleaseName stable, ReleaseName candidate, Percent share) -> {
        if (candidate.equals(release)) {
          yield share;
        }
        yield stable.equals(release) ? new Percent(100 - share.value()) : Percent.NONE;
      }
    };
  }

  /** Who serves, the stable one first. */
  default List<ReleaseName> releases() {
    return switch (this) {
      case None() -> List.of();
      case Whole(ReleaseName only) -> List.of(only);
      case Split(ReleaseName stable, ReleaseName candidate, Percent share) ->
        List.of(stable, candidate);
    };
  }

  /** Serves visitors now, or stands by as the stable half of a rollout. */
  default boolean involves(ReleaseName release) {
    return releases().contains(release);
  }
}
