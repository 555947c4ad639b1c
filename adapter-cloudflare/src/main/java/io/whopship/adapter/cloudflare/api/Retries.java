package io.whopship.adapter.cloudflare.api;

import io.whopship.adapter.cloudflare.api.Call.Trait;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.PortException.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a call until it is answered: four times at most, or ten if something is not seen yet,
 * within a time that is bounded. After that whoever asked may try again, which the core does.
 */
final class Retries {

  static final int TRIES = 4;
  /** What a call waits in all. */
  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final int UNSEEN_TRIES = 10;
  private static final Duration UNSEEN_PAUSE = Duration.ofSeconds(2);
  /**
   * Who has called too often is blocked for five minutes. Without a word of when to come back,
   * asking once a minute costs nothing and outlasts that in a few tries.
   */
  static final Duration SOON_ENOUGH = Duration.ofSeconds(60);
  private static final Duration BRIEF_PATIENCE = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(Retries.class);

  private final Transport transport;
  private final RateBudget budget;
  private final Pauses pauses;

  Retries(Transport transport, RateBudget budget, Pauses pauses) {
    this.transport = transport;
    this.budget = budget;
    this.pauses = pauses;
  }

  Reply send(Call call) {
    try {
      return new Course(call).run();
    } catch (Unavailable e) {
      throw e.of(PortException.Service.EDGE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("Cloudflare was not waited for: " + call.what() + " was stopped", e);
    }
  }

  /** The tries of one call. */
  private final class Course {

    private final Call call;
    private final long started = pauses.nanoTime();
    private final int tries;
    private final Duration allPatience;
    private Duration patience;

    Course(Call call) {
      this.call = call;
      this.tries = call.is(Trait.BRIEF) ? 1 : TRIES;
      this.allPatience = call.is(Trait.BRIEF) ? BRIEF_PATIENCE : PATIENCE;
      this.patience = allPatience;
    }

    Reply run() throws InterruptedException {
      int tried = 0;
      int unseen = 0;
      while (true) {
        queue();
        if (call.isLate()) {
          throw new Unavailable("Cloudflare was not asked for " + call.what()
              + ": it was held up until what it goes by may hold no more", null);
        }
        switch (transport.send(call)) {
          case Attempt.Answered(Reply reply) -> {
            return reply;
          }
          case Attempt.Passing(String what, Reply.Refused refused) -> {
            unseen++;
            if (unseen == UNSEEN_TRIES) {
              throw new Unavailable(refused.withAdvice(what + ", " + unseen + " times in all"),
                  new RefusedException(refused));
            }
            again(what, UNSEEN_PAUSE.plus(jitter(UNSEEN_PAUSE)), unseen, UNSEEN_TRIES, null,
                Duration.ZERO);
          }
          case Attempt.Troubled(String what, boolean harmless, @Nullable Throwable cause) -> {
            if (!harmless && !call.is(Trait.REPEATABLE)) {
              throw new Unavailable(what, cause);
            }
            tried++;
            again(what, backoff(tried), tried, tries, cause, Duration.ZERO);
          }
          case Attempt.Throttled(String what, @Nullable Duration asked) -> {
            tried++;
            Duration wait = asked == null ? backoff(tried + 1) : asked.plus(jitter(asked));
            budget.close(wait);
            again(what + ": too many calls", wait, tried, tries, null,
                asked == null ? SOON_ENOUGH : wait);
          }
        }
      }
    }

    /** Waits for this call's turn, which calls of an upload session need not. */
    private void queue() throws InterruptedException {
      boolean counted = call.session() == null;
      Duration wait = counted ? budget.take(patience) : budget.closed();
      while (wait.isPositive()) {
        if (wait.compareTo(patience) > 0) {
          throw new Unavailable("Cloudflare takes no calls of this API token now: " + call.what()
              + " may go on at " + at(wait), null, wait);
        }
        if (wait.compareTo(Duration.ofSeconds(1)) > 0) {
          tell("The API token has used up its calls: " + call.what() + " waits "
              + Spoken.time(wait));
        }
        pause(wait);
        wait = budget.closed(); // somebody else may have been told to wait meanwhile
      }
    }

    /**
     * Waits, or gives up.
     *
     * @param afterwards before which nobody need try again, if this is given up
     */
    private void again(String what, Duration wait, int tried, int most, @Nullable Throwable cause,
        Duration afterwards) throws InterruptedException {
      Duration spent = Duration.ofNanos(pauses.nanoTime() - started);
      Duration asking = spent.minus(allPatience.minus(patience));
      if (wait.compareTo(patience) > 0) {
        throw new Unavailable(what + ". It asks to be asked again at " + at(wait), cause,
            afterwards);
      }
      if (most == 1) {
        throw new Unavailable(what, cause, afterwards);
      }
      if (tried == most || asking.compareTo(transport.limit(call).multipliedBy(2)) > 0) {
        throw new Unavailable(what + ", and not for the first time: it was tried " + tried
            + " times in " + Spoken.time(spent), cause, afterwards);
      }
      tell(what + ", trying again in " + Spoken.time(wait) + " (" + (tried + 1) + " of " + most
          + ")");
      pause(wait);
    }

    private void pause(Duration wait) throws InterruptedException {
      patience = patience.minus(wait);
      pauses.pause(wait);
    }

    private void tell(String line) {
      LOG.warn("{}", line);
      call.progress().line(line);
    }
  }

  private static Duration backoff(int tried) {
    Duration wait = Duration.ofMillis(500L << (Math.min(tried, 5) - 1));
    return wait.plus(jitter(wait));
  }

  private static Duration jitter(Duration wait) {
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(wait.toMillis() / 4 + 1));
  }

  private static Instant at(Duration wait) {
    return Instant.now().plus(wait).truncatedTo(ChronoUnit.SECONDS);
  }
}
