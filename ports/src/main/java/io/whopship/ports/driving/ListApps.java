package io.whopship.ports.driving;

import io.whopship.ports.model.Page;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.identity.Caller;

/** Lists apps. */
public interface ListApps {

  /** The caller's apps, newest first; an admin's list holds everybody's. */
  Page<App> list(Caller caller, Page.Request page);
}
