package io.whopship.ports.driven;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.apps.Subdomain;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.apps.WhopAppId;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.rollout.RolloutPolicy;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The apps there are. */
public interface Apps {

  /**
   * Adds an app and gives it its number. Atomic: of two that claim the same subdomain or the same
   * whopAppId at once, one is added. If both are taken, the answer is {@code WhopAppIdTaken}.
   */
  Added add(OwnerId owner, WhopAppId whopAppId, String name, Subdomain subdomain,
      Variables variables, Instant createdAt);

  /** What became of an app to be added. */
  sealed interface Added {

    record Done(App app) implements Added {}

    record WhopAppIdTaken() implements Added {}

    record SubdomainTaken() implements Added {}
  }

  /** The app of this number; empty if there is none. */
  Optional<App> find(AppId id);

  /** The app of this outside name; empty if there is none. */
  Optional<App> find(WhopAppId whopAppId);

  /**
   * Apps by falling number.
   *
   * @param owner only this one's; {@code null} for everybody's
   */
  Page<App> list(@Nullable OwnerId owner, Page.Request page);

  /**
   * Gives an app another name, other variables, another rollout policy. Atomic: what is
   * {@code null} stays as it is stored, even if somebody else changes it at the same time. Answers
   * the app as it is now, empty if there is none.
   *
   * @param name one that passes {@link App#requireName}
   */
  Optional<App> update(AppId id, @Nullable String name, @Nullable Variables variables,
      @Nullable RolloutPolicy rollout);

  /**
   * Removes an app and all that is kept of it: deployments, logs, route. Answers whether there was
   * one. Refuses, with {@link Removed#IN_USE}, while one of its deployments is building or
   * deploying. Atomic but for a long history: what serves no visitor may go before, some at a time,
   * and is gone even if a deployment that begins meanwhile keeps the app. Whoever removes it again
   * goes on.
   */
  Removed remove(AppId id);

  /** What became of an app to be removed. */
  enum Removed {
    DONE, ABSENT, IN_USE
  }
}
