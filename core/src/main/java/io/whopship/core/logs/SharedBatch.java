package io.whopship.core.logs;

import io.whopship.ports.driving.logs.FollowLog.Batch;
import io.whopship.ports.driving.logs.FollowLog.Rendering;
import io.whopship.ports.driving.logs.LogEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Events, and how they look written, for all viewers that come by. */
final class SharedBatch implements Batch {

  private final List<LogEvent> events;
  private final Map<Rendering<?>, Object> written = new ConcurrentHashMap<>(2);

  SharedBatch(LogEvent... events) {
    this.events = List.of(events);
  }

  @Override
  public List<LogEvent> events() {
    return events;
  }

  @Override
  @SuppressWarnings("unchecked") // what a rendering made is of its type
  public <T> T rendered(Rendering<T> rendering) {
    return (T) written.computeIfAbsent(rendering, by -> by.render(events));
  }
}
