package io.whopship.core;

import io.whopship.ports.driven.Apps;
import io.whopship.ports.driving.ListApps;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.identity.Caller;

final class ListAppsService implements ListApps {

  private final Apps apps;

  ListAppsService(Apps apps) {
    this.apps = apps;
  }

  @Override
  public Page<App> list(Caller caller, Page.Request page) {
    return apps.list(caller.admin() ? null : caller.owner(), page);
  }
}
