package io.whopship.ports.model.apps;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.rollout.RolloutPolicy;
import java.time.Instant;

/** One site: what deployments are deployments of. */
public record App(AppId id, WhopAppId whopAppId, OwnerId owner, String name, Subdomain subdomain,
    Variables variables, RolloutPolicy rollout, Instant createdAt) {

  public static final int MAX_NAME_LENGTH = 100;

  public App {
    requireName(name);
  }

  /** Throws {@link IllegalArgumentException} if this cannot be the name of an app. */
  public static String requireName(String name) {
    if (name.isBlank() || name.length() > MAX_NAME_LENGTH
        || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("name must be 1 to " + MAX_NAME_LENGTH
          + " characters, not blank and without control characters");
    }
    return name;
  }

  public App withName(String newName) {
    return new App(id, whopAppId, owner, newName, subdomain, variables, rollout, createdAt);
  }

  public App withVariables(Variables newVariables) {
    return new App(id, whopAppId, owner, name, subdomain, newVariables, rollout, createdAt);
  }

  public App withRollout(RolloutPolicy newRollout) {
    return new App(id, whopAppId, owner, name, subdomain, variables, newRollout, createdAt);
  }
}
