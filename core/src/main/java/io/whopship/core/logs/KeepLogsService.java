package io.whopship.core.logs;

import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.driven.DeploymentLogs.Kept;
import io.whopship.ports.driving.logs.KeepLogs;
import io.whopship.ports.model.logs.LogRetention;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class KeepLogsService implements KeepLogs {

  private static final Logger log = LoggerFactory.getLogger(KeepLogsService.class);

  private final DeploymentLogs logs;
  private final LogRetention retention;
  private final InstantSource clock;

  KeepLogsService(DeploymentLogs logs, LogRetention retention, InstantSource clock) {
    this.logs = logs;
    this.retention = retention;
    this.clock = clock;
  }

  @Override
  public void keep() {
    Kept kept = logs.keep(retention, clock.instant());
    log.info("logs kept removedLines={} packedPieces={}", kept.removedLines(),
        kept.packedPieces());
  }
}
