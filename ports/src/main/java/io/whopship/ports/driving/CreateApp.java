package io.whopship.ports.driving;

import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.apps.Subdomain;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.apps.WhopAppId;
import io.whopship.ports.model.identity.Caller;

/** Adds an app that the caller then owns. */
public interface CreateApp {

  /** {@code name} must pass {@link App#requireName}. */
  Outcome create(Caller caller, WhopAppId whopAppId, String name, Subdomain subdomain,
      Variables variables);

  /** What came of it. */
  sealed interface Outcome {

    record Created(App app) implements Outcome {}

    record WhopAppIdTaken(WhopAppId whopAppId) implements Outcome {}

    record SubdomainTaken(Subdomain subdomain) implements Outcome {}

    /** The name is kept for the platform. */
    record SubdomainReserved(Subdomain subdomain) implements Outcome {}
  }
}
