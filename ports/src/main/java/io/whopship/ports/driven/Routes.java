package io.whopship.ports.driven;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.rollout.Route;
import java.util.List;
import java.util.Optional;

/** The routes of apps, written by {@link Deployments#record}: what edges are to be told. */
public interface Routes {

  /** The route of this app; empty before its first rollout. */
  Optional<Route> find(AppId app);

  /** The routes of all apps, in the order of their hosts. */
  List<Route> all();
}
