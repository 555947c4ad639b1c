package io.whopship.adapter.cloudflare.api;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/**
 * A body that is not given out once its time has passed. The client asks for it when it is
 * connected and has sent the head; a request without its body has no effect.
 */
record TimelyBody(BodyPublisher body, Deadline deadline) implements BodyPublisher {

  @Override
  public long contentLength() {
    return body.contentLength();
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    if (!deadline.hasPassed()) {
      body.subscribe(subscriber);
      return;
    }
    subscriber.onSubscribe(new Flow.Subscription() {
      @Override
      public void request(long count) {
        // there is nothing any more
      }

      @Override
      public void cancel() {
        // nothing is under way
      }
    });
    subscriber.onError(new IOException("its time had passed before it was sent"));
  }
}
