package io.whopship.core.logs;

import io.whopship.ports.driving.logs.QueryLog;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.logs.LogQuery;
import io.whopship.ports.model.logs.LogSubject;

final class QueryLogService implements QueryLog {

  @Override
  public Outcome query(Caller caller, LogSubject subject, LogQuery query, Progress progress) {
    throw new UnsupportedOperationException("not yet");
  }
}
