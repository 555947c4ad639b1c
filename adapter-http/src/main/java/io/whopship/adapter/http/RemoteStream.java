package io.whopship.adapter.http;

import io.whopship.ports.driven.agents.LogSink;
import io.whopship.ports.model.logs.LogLine;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Lines of one container on their way to a sink, until it is closed; then not one more. */
final class RemoteStream {

  private final LogSink sink;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean closed;

  RemoteStream(LogSink sink) {
    this.sink = sink;
  }

  void accept(String epoch, long first, List<LogLine> lines) {
    unlessClosed(() -> sink.accept(epoch, first, lines));
  }

  void failed(String reason) {
    unlessClosed(() -> sink.failed(reason));
  }

  private void unlessClosed(Runnable call) {
    lock.lock();
    try {
      if (!closed) {
        call.run();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether this is the first time. */
  boolean close() {
    lock.lock();
    try {
      boolean first = !closed;
      closed = true;
      return first;
    } finally {
      lock.unlock();
    }
  }
}
