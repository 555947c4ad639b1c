package io.whopship.adapter.http;

import io.whopship.adapter.http.socket.SocketCut;
import io.whopship.adapter.http.socket.TextSocket;
import io.whopship.ports.driving.logs.FollowLog;
import io.whopship.ports.driving.logs.LogEvent;
import java.util.Optional;

/** One log that a viewer follows on a socket. */
final class Subscription implements AutoCloseable {

  private final FollowLog.View view;
  private final EventTexts texts;
  private final int history;
  private boolean begun;
  private boolean complete;

  /** @param history so many lines come as one message, if they are there */
  Subscription(Watched watched, FollowLog.View view, int history) {
    this.view = view;
    this.texts = new EventTexts(watched);
    this.history = history;
  }

  Watched watched() {
    return texts.watched();
  }

  /** Sends what has come since the last time. Whether there may be more. */
  boolean passOn(TextSocket socket) throws SocketCut {
    if (!begun) {
      History first = History.gather(view, history);
      begun = true;
      complete = first.isComplete();
      socket.send(texts.history(first));
      return true;
    }
    Optional<FollowLog.Batch> batch = view.poll();
    if (batch.isPresent()) {
      socket.send(batch.get().rendered(texts));
      complete = batch.get().events().getLast() instanceof LogEvent.Complete;
    }
    return batch.isPresent();
  }

  /** There will be no more. */
  boolean isComplete() {
    return complete;
  }

  @Override
  public void close() {
    view.close();
  }
}
