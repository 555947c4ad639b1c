package io.whopship.core.apps;

import io.whopship.core.access.Access;
import io.whopship.core.access.Access.ToApp;
import io.whopship.core.sites.Sites;
import io.whopship.ports.driving.FindApp;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.identity.Caller;

public final class FindAppService implements FindApp {

  private final Access access;
  private final Sites sites;

  public FindAppService(Access access, Sites sites) {
    this.access = access;
    this.sites = sites;
  }

  @Override
  public Outcome find(Caller caller, AppId id) {
    return switch (access.app(caller, id)) {
      case ToApp.Granted(App app) -> new Outcome.Found(app, sites.url(app));
      case ToApp.Denied() -> new Outcome.NotYours();
      case ToApp.Absent() -> new Outcome.NoSuchApp();
    };
  }
}
