package io.whopship.adapter.http;

import io.whopship.adapter.http.socket.SocketCut;
import io.whopship.adapter.http.socket.TextSocket;
import io.whopship.ports.driving.logs.FollowLog;
import io.whopship.ports.driving.logs.LogEvent;
import java.util.Optional;

/** One log that a viewer follows on a socket. */
final class Subscription implements AutoCloseable {

  private final FollowLog.View view;
  private EventTexts texts;
  private boolean complete;

  Subscription(Watched watched, FollowLog.View view) {
    this.view = view;
    this.texts = new EventTexts(watched, true);
  }

  Watched watched() {
    return texts.watched();
  }

  /** Sends what has come since the last time. Whether anything had. */
  boolean passOn(TextSocket socket) throws SocketCut {
    Optional<FollowLog.Batch> batch = view.poll();
    if (batch.isPresent()) {
      socket.send(batch.get().rendered(texts));
      complete = batch.get().events().getLast() instanceof LogEvent.Complete;
    } else if (texts.first()) {
      socket.send(texts.noHistory());
    }
    if (texts.first()) {
      texts = new EventTexts(watched(), false);
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
