package io.whopship.core.apps;

import io.whopship.ports.driven.Apps;
import io.whopship.ports.driving.ListApps;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.identity.Caller;

public final class ListAppsService implements ListApps {

  private final Apps apps;

  public ListAppsService(Apps apps) {
    this.apps = apps;
  }

  @Override
  public Page<App> list(Caller caller, Page.Request page) {
    return apps.list(caller.admin() ? null : caller.owner(), page);
  }
}
