package io.whopship.adapter.cloudflare.workerd;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * How long an answer is awaited: from the end of the request's body on, for a visitor may send for
 * as long as it takes. A body of which nothing moves for that time ends the wait too: the worker
 * may not take it. Belongs to the event loop of its request.
 */
final class AnswerTimer<T> {

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final Duration time;
  private final Promise<T> answer = Promise.promise();
  private long timer;

  private AnswerTimer(Vertx vertx, HttpServerRequest request, Duration time) {
    this.vertx = vertx;
    this.request = request;
    this.time = time;
  }

  /** Fails with a {@link TimeoutException} if the awaited answer is late. */
  static <T> Future<T> bound(Future<T> awaited, Vertx vertx, HttpServerRequest request,
      Duration time) {
    AnswerTimer<T> bounded = new AnswerTimer<>(vertx, request, time);
    bounded.start();
    awaited.onComplete(bounded.answer::tryComplete, bounded.answer::tryFail);
    return bounded.answer.future()
        .onComplete(over -> vertx.cancelTimer(bounded.timer));
  }

  private void start() {
    wind();
    if (!request.isEnded()) {
      request.end().onSuccess(ended -> rewind());
    }
  }

  private void rewind() {
    if (!answer.future().isComplete()) {
      vertx.cancelTimer(timer);
      wind();
    }
  }

  private void wind() {
    long received = request.bytesRead();
    timer = vertx.setTimer(time.toMillis(), due -> {
      if (request.bytesRead() > received && !request.isEnded()) {
        wind();
      } else {
        answer.tryFail(new TimeoutException("no answer within " + time.toMillis() + " ms"));
      }
    });
  }
}
