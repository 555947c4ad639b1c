package io.whopship.core.logs;

import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.driven.DeploymentLogs.Extent;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogStart;

/** Finds where viewers enter the log of a deployment, which the store keeps. */
final class DeploymentEntry {

  private static final int USUAL_TAIL = 1_000;

  private final DeploymentLogs logs;
  private final Deployment deployment;
  private final String epoch;
  private final Extent extent;

  DeploymentEntry(DeploymentLogs logs, Deployment deployment) {
    this.logs = logs;
    this.deployment = deployment;
    this.epoch = DeploymentEpoch.of(deployment);
    this.extent = logs.extent(deployment.id());
  }

  /** Behind the last line there is now. */
  Cursor end() {
    return new Cursor(epoch, extent.last());
  }

  Entry of(LogStart start) {
    return switch (start) {
      case LogStart.Tail tail -> tail(tail.lines());
      case LogStart.Since since ->
        Entry.at(new Cursor(epoch, logs.positionAt(deployment.id(), since.time())));
      case LogStart.After after -> behind(after.cursor());
    };
  }

  private Entry tail(int lines) {
    return Entry.at(new Cursor(epoch, Math.max(extent.last() - lines, extent.first() - 1)));
  }

  private Entry behind(Cursor cursor) {
    if (cursor.equals(Cursor.NEW)) {
      return tail(USUAL_TAIL);
    }
    return cursor.epoch().equals(epoch) && cursor.offset() <= extent.last()
        ? Entry.at(cursor)
        : Entry.unknown(cursor, new Cursor(epoch, extent.first() - 1));
  }
}
