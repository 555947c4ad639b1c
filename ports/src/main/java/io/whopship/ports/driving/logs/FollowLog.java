package io.whopship.ports.driving.logs;

import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogStart;
import io.whopship.ports.model.logs.LogSubject;
import java.util.List;
import java.util.Optional;

/** Lets a viewer follow a log: first what is there, then what comes, without hole or repeat. */
public interface FollowLog {

  /**
   * Begins. The first viewer of a log that is {@link #isOnDemand} starts its source, the last one
   * stops it a little later.
   *
   * @param wake run after a {@link View#poll} that found nothing, once there is something; on any
   * thread, so it must be quick and must not poll itself
   */
  Outcome follow(Caller caller, LogSubject subject, LogStart start, Runnable wake);

  /** Whether lines of it are kept only while somebody follows. */
  boolean isOnDemand(LogSubject subject);

  /** Whether one may. */
  sealed interface Outcome {

    record Following(View view) implements Outcome {}

    /** No such deployment, or no such agent. */
    record NoSuchSubject() implements Outcome {}

    record NotYours() implements Outcome {}

    /** Its source cannot be reached: the agent is not connected. */
    record Unavailable(String reason) implements Outcome {}

    /** So many look at it already. */
    record TooManyViewers(int most) implements Outcome {}
  }

  /** One viewer's place in a log. For one thread at a time. */
  interface View extends AutoCloseable {

    /** Where it begins: behind the last line that this viewer has, or will not get. */
    Cursor start();

    /**
     * What comes next; empty if nothing is there yet. Does not wait for lines, but may read the
     * store. A viewer that comes too late for lines gets {@link LogEvent.Missing} in their place.
     * Empty for ever after {@link LogEvent.Complete}.
     */
    Optional<Batch> poll();

    /** Leaves. Closing twice is fine. */
    @Override
    void close();
  }

  /** Events for viewers. Those who are at the same place get the same object. */
  interface Batch {

    /** One or more. */
    List<LogEvent> events();

    /** These events as somebody writes them, written once for all viewers. */
    <T> T rendered(Rendering<T> rendering);
  }

  /** A way to write events. Two that are equal write the same. */
  @FunctionalInterface
  interface Rendering<T> {

    T render(List<LogEvent> events);
  }
}
