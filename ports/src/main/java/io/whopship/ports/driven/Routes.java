package io.whopship.ports.driven;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.RouteChange;
import io.whopship.ports.model.rollout.Route;
import java.util.List;
import java.util.Optional;

/**
 * The routes of apps, what edges are to be told. Rollouts write them by {@link Deployments#record}.
 */
public interface Routes {

  /** The route of this app; empty before its first rollout. */
  Optional<Route> find(AppId app);

  /** The routes of all apps, in the order of their hosts. */
  List<Route> all();

  /**
   * Writes a route outside of any rollout, all of it or nothing: the route, whose generation must
   * be one above the stored one; the notice, if any, in the outbox; and the work of telling the
   * edge, in the work queue. Refused while a deployment of the app is {@code Deploying}.
   */
  Replaced replace(RouteChange change);

  /** What became of a route. */
  sealed interface Replaced {

    record Done() implements Replaced {}

    /** Another route came first, or the app is gone. Nothing was written. */
    record Lost() implements Replaced {}

    /** A deployment of the app is under way. Nothing was written. */
    record Occupied(DeploymentId by) implements Replaced {}
  }
}
