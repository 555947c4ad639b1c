package io.whopship.testkit;

import io.whopship.ports.driven.RateLimits;
import io.whopship.ports.model.identity.OwnerId;

/** Everybody may ask as often as they like. */
public final class UnlimitedRates implements RateLimits {

  @Override
  public Verdict count(OwnerId owner, Kind kind) {
    return new Verdict.Unlimited();
  }
}
