package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.Deployments.Recorded;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.RouteWork;
import io.whopship.ports.model.deploy.Work;
import io.whopship.ports.model.rollout.Route;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Writes a change within a transaction: first all that is decided upon is read under locks, then
 * either nothing is written or everything.
 */
final class Recording {

  private final JdbcWorkQueue workQueue;

  Recording(JdbcWorkQueue workQueue) {
    this.workQueue = workQueue;
  }

  Recorded write(Handle handle, Change change) {
    Deployment expected = change.expected();
    DeploymentState next = change.next();
    long occupant = AppRow.NOBODY;
    if (next != null) {
      Optional<Long> locked = AppRow.lock(handle, expected.app());
      if (locked.isEmpty()) {
        return new Recorded.Lost();
      }
      occupant = locked.get();
    }
    Optional<LogEnd> log = lockIfUnchanged(handle, expected);
    if (log.isEmpty()) {
      return new Recorded.Lost();
    }
    if (next instanceof DeploymentState.Deploying && occupant != AppRow.NOBODY
        && occupant != expected.id().value()) {
      return new Recorded.Occupied(new DeploymentId(occupant));
    }
    Route route = change.route();
    if (route != null && JdbcRoutes.generation(handle, expected.app()) + 1 != route.generation()) {
      return new Recorded.Lost();
    }
    if (next != null) {
      moveTo(handle, expected, next, occupant, change.wakeAt());
    }
    if (route != null) {
      JdbcRoutes.replace(handle, expected.app(), route);
    }
    Instant confirmAt = change.confirmAt();
    if (route != null && confirmAt != null) {
      workQueue.add(handle, RouteWork.confirming(expected.app(), route.generation()), confirmAt);
    }
    JdbcGateSamples.append(handle, expected.id(), change.samples());
    JdbcDeploymentLogs.append(handle, log.get(), change.lines());
    JdbcOutbox.append(handle, expected.app(), expected.id(), change.notices());
    return new Recorded.Won(DeploymentRow.find(handle, expected.id()).orElseThrow());
  }

  /** Where its log ends; empty if its version or fence are others by now. */
  private static Optional<LogEnd> lockIfUnchanged(Handle handle, Deployment expected) {
    return handle.createQuery(LogEnd.SELECT + "where id = :id and app = :app"
        + " and version = :version and fence = :fence for update")
        .bind("id", expected.id().value())
        .bind("app", expected.app().value())
        .bind("version", expected.version())
        .bind("fence", expected.fence())
        .map(LogEnd::read)
        .findOne();
  }

  private void moveTo(Handle handle, Deployment from, DeploymentState next, long occupant,
      @Nullable Instant wakeAt) {
    handle.createUpdate("update deployments set version = version + 1, state = :state,"
        + " facts = :facts where id = :id")
        .bind("state", StateJson.word(next))
        .bind("facts", StateJson.facts(next))
        .bind("id", from.id().value())
        .execute();
    if (next instanceof DeploymentState.Deploying && occupant == AppRow.NOBODY) {
      occupy(handle, from, from.id().value());
    } else if (next.isFinal() && occupant == from.id().value()) {
      occupy(handle, from, null);
    }
    if (wakeAt != null) {
      workQueue.add(handle, Work.first(from.id(), from.version() + 1), next, wakeAt);
    }
  }

  private static void occupy(Handle handle, Deployment deployment, @Nullable Long occupant) {
    handle.createUpdate("update apps set occupant = :occupant where id = :app")
        .bind("occupant", occupant)
        .bind("app", deployment.app().value())
        .execute();
  }
}
