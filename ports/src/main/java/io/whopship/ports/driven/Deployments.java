package io.whopship.ports.driven;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.NewDeployment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The deployments there are, and the one place where one changes. */
public interface Deployments extends Checkable {

  /**
   * Adds a pending deployment and gives it its number; version and fence are 0. Throws
   * {@link PortException.Rejected} if there is no such app.
   */
  Deployment add(NewDeployment deployment);

  /**
   * As {@link #add(NewDeployment)}, unless the app has {@code most} deployments, 1 or more, that
   * were created after {@code since}. Atomic: of those added at the same time no more are than fit.
   */
  Added add(NewDeployment deployment, int most, Instant since);

  /** What became of a deployment that was to be added. */
  sealed interface Added {

    record Done(Deployment deployment) implements Added {}

    /** Nothing was written. The latest {@code most} of the app begin with one created then. */
    record TooMany(Instant firstCreatedAt) implements Added {}
  }

  /** The deployment of this number; empty if there is none. */
  Optional<Deployment> find(DeploymentId id);

  /** The deployment of this UUID; empty if there is none. */
  Optional<Deployment> find(UUID uuid);

  /** The deployments of an app by falling number; none if there is no such app. */
  Page<Deployment> list(AppId app, Page.Request page);

  /**
   * The deployments of an app that were triggered and have not come to an end, all of them, by
   * rising number; none if there is no such app.
   */
  List<Deployment> underWay(AppId app);

  /**
   * Takes a deployment up: raises its fence by one, so that whoever took it up before can change
   * nothing any more. Atomic. Answers the deployment with its new fence, empty if there is none.
   */
  Optional<Deployment> claim(DeploymentId id);

  /**
   * Writes a change, all of it or nothing, in one step that others see as one:
   *
   * <ul>
   * <li>nothing is written unless version and fence are those that the change expects;
   * <li>the next state, with a version one higher; a change without a next state keeps the version;
   * <li>the lines, behind those already there, with positions that go on without a hole;
   * <li>the samples of its gate, behind those already there;
   * <li>the route of the app, whose generation must be one above the stored one, 1 if none is, and
   * the work of confirming it;
   * <li>the notices, in the outbox;
   * <li>the wake-up, in the work queue, for the new version.
   * </ul>
   *
   * <p>
   * Of one app only one deployment at a time is {@code Deploying}: it is the app's occupant from
   * its first such state until it is final. While another is, the change is refused as
   * {@link Recorded.Occupied}.
   */
  Recorded record(Change change);

  /** What became of a change. */
  sealed interface Recorded {

    /** It is written; this is the deployment now. */
    record Won(Deployment now) implements Recorded {}

    /** Somebody else changed it first, or took it up, or it is gone. Nothing was written. */
    record Lost() implements Recorded {}

    /** Another deployment of the app is under way. Nothing was written. */
    record Occupied(DeploymentId by) implements Recorded {}
  }

  /**
   * Removes a deployment with its log, if its version is still this one. Atomic. Answers whether it
   * was removed.
   */
  boolean remove(Deployment expected);
}
