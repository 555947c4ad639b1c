package io.whopship.core.apps;

import io.whopship.ports.driven.Apps;
import io.whopship.ports.driving.CreateApp;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.apps.Subdomain;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.apps.WhopAppId;
import io.whopship.ports.model.identity.Caller;
import java.time.InstantSource;

public final class CreateAppService implements CreateApp {

  private final Apps apps;
  private final InstantSource clock;

  public CreateAppService(Apps apps, InstantSource clock) {
    this.apps = apps;
    this.clock = clock;
  }

  @Override
  public Outcome create(Caller caller, WhopAppId whopAppId, String name, Subdomain subdomain,
      Variables variables) {
    App.requireName(name);
    if (subdomain.isReserved()) {
      return new Outcome.SubdomainReserved(subdomain);
    }
    Apps.Added added = apps.add(caller.owner(), whopAppId, name, subdomain, variables,
        clock.instant());
    return switch (added) {
      case Apps.Added.Done(App app) -> new Outcome.Created(app);
      case Apps.Added.WhopAppIdTaken() -> new Outcome.WhopAppIdTaken(whopAppId);
      case Apps.Added.SubdomainTaken() -> new Outcome.SubdomainTaken(subdomain);
    };
  }
}
