package io.whopship.adapter.http;

import io.javalin.http.HttpStatus;
import io.whopship.ports.model.identity.OwnerId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Places for those who follow a log, or wait: so many in all, and so many of one owner. */
final class StreamPlaces {

  private final String what;
  private final Semaphore free;
  private final int mostOfOwner;
  private final Map<OwnerId, Integer> taken = new ConcurrentHashMap<>();

  /** {@code what} is what they are called: "streams". */
  StreamPlaces(String what, StreamSettings settings) {
    this.what = what;
    this.free = new Semaphore(settings.maxStreams());
    this.mostOfOwner = settings.maxStreamsOfOwner();
  }

  /** Takes one, to be left again; a {@link Refusal} if there is none. */
  void take(OwnerId owner) {
    if (taken.merge(owner, 1, Integer::sum) > mostOfOwner) {
      uncount(owner);
      throw new Refusal(Problem.of(HttpStatus.TOO_MANY_REQUESTS, "You have " + mostOfOwner + " "
          + what + " open already, the most one owner may have: close some, or try again later")
          .retryAfter(Duration.ofSeconds(30)));
    }
    if (!free.tryAcquire()) {
      uncount(owner);
      throw new Refusal(none());
    }
  }

  void leave(OwnerId owner) {
    uncount(owner);
    free.release();
  }

  /** What who finds no place is told. */
  static Problem none() {
    return Problem.of(HttpStatus.SERVICE_UNAVAILABLE,
        "Too many streams at the moment: try again in a few seconds")
        .retryAfter(Duration.ofSeconds(5));
  }

  private void uncount(OwnerId owner) {
    taken.computeIfPresent(owner, (same, count) -> count == 1 ? null : count - 1);
  }
}
