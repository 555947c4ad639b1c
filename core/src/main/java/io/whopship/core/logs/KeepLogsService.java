package io.whopship.core.logs;

import io.whopship.ports.driving.logs.KeepLogs;

final class KeepLogsService implements KeepLogs {

  @Override
  public void keep() {
    throw new UnsupportedOperationException("not yet");
  }
}
