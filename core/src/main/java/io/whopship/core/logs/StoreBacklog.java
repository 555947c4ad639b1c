package io.whopship.core.logs;

import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.driving.logs.LogEvent;
import io.whopship.ports.driving.logs.LogEvent.Lines;
import io.whopship.ports.driving.logs.LogEvent.Missing;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogGap;
import io.whopship.ports.model.logs.LogGap.Reason;
import io.whopship.ports.model.logs.StoredLine;
import java.util.ArrayList;
import java.util.List;

/** The log of a deployment: what is not kept in memory is read from the store, page by page. */
final class StoreBacklog implements Backlog {

  private static final int PAGE = 500;

  private final DeploymentLogs logs;
  private final DeploymentId deployment;

  StoreBacklog(DeploymentLogs logs, DeploymentId deployment) {
    this.logs = logs;
    this.deployment = deployment;
  }

  @Override
  public List<LogEvent> behind(Cursor place, Cursor oldest, boolean isSlow) {
    List<StoredLine> page = logs.read(deployment, place.offset(), PAGE);
    // The stream keeps only what the store has, so an empty page says that lines were removed.
    long next = page.isEmpty() ? oldest.offset() + 1 : page.getFirst().position();
    List<LogEvent> events = new ArrayList<>(2);
    if (next > place.offset() + 1) {
      events.add(new Missing(
          LogGap.within(place.epoch(), place.offset(), next - 1, Reason.EXPIRED)));
    }
    if (!page.isEmpty()) {
      events.add(new Lines(place.epoch(), page));
    }
    return events;
  }
}
