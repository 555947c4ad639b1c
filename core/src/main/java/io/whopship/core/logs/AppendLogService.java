package io.whopship.core.logs;

import io.whopship.core.access.Access;
import io.whopship.core.access.Access.ToDeployment;
import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.driven.DeploymentLogs.Appended;
import io.whopship.ports.driving.logs.AppendLog;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.Status;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogLimits;
import io.whopship.ports.model.logs.LogLine;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

final class AppendLogService implements AppendLog {

  private static final LogLimits LIMITS = new LogLimits(MAX_LOG, MAX_LOG_BYTES);

  private final Access access;
  private final DeploymentLogs logs;
  private final InstantSource clock;

  AppendLogService(Access access, DeploymentLogs logs, InstantSource clock) {
    this.access = access;
    this.logs = logs;
    this.clock = clock;
  }

  @Override
  public Outcome append(Caller caller, DeploymentId id, List<Entry> lines) {
    AppendBounds.check(lines);
    return switch (access.deployment(caller, id)) {
      case ToDeployment.Granted granted -> append(granted.deployment(), lines);
      case ToDeployment.Denied() -> new Outcome.NotYours();
      case ToDeployment.Absent() -> new Outcome.NoSuchDeployment();
    };
  }

  private Outcome append(Deployment deployment, List<Entry> entries) {
    Instant now = clock.instant();
    List<LogLine> lines = entries.stream().map(entry -> line(now, entry)).toList();
    return switch (logs.append(deployment.id(), lines, LIMITS)) {
      case Appended.Upto(long position) -> new Outcome.Appended(
          new Cursor(DeploymentEpoch.of(deployment), position));
      case Appended.Complete(Status status) -> new Outcome.Complete(status);
      case Appended.Full() -> new Outcome.Full();
      case Appended.NoSuchDeployment() -> new Outcome.NoSuchDeployment();
    };
  }

  private static LogLine line(Instant now, Entry entry) {
    Map<String, String> metadata = new TreeMap<>(entry.metadata());
    metadata.replaceAll((name, value) -> PlainText.of(value));
    return new LogLine(now, entry.type(), PlainText.of(entry.step()),
        PlainText.of(entry.message()), entry.progress(), metadata);
  }
}
