package io.whopship.testkit;

import io.whopship.ports.driven.agents.ContainerHost.Following;
import io.whopship.ports.driven.agents.LogSink;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.logs.Cursor;
import java.util.List;

/** Somebody who follows a container of a {@link FakeContainerHost}. */
final class FakeFollowing implements Following {

  private final FakeContainerHost host;
  private final ContainerName container;
  private final LogSink sink;
  private Cursor place;
  private boolean failed;
  private boolean closed;

  FakeFollowing(FakeContainerHost host, ContainerName container, Cursor start, LogSink sink) {
    this.host = host;
    this.container = container;
    this.place = start;
    this.sink = sink;
  }

  ContainerName container() {
    return container;
  }

  /** Its monitor, and no other, is held while the sink takes lines. */
  synchronized void giveWhatIsThere() {
    if (closed) {
      return;
    }
    List<FakeContainer.Run> runs = host.behind(container, place);
    if (runs == null) {
      if (!failed) {
        sink.failed("there is no container " + container);
      }
      failed = true;
      return;
    }
    failed = false;
    for (FakeContainer.Run run : runs) {
      if (!closed) {
        sink.accept(run.epoch(), run.first(), run.lines());
        place = run.end();
      }
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    host.forget(this);
  }
}
