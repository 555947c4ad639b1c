package io.whopship.ports.driving.logs;

import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.logs.LogPage;
import io.whopship.ports.model.logs.LogQuery;
import io.whopship.ports.model.logs.LogSubject;

/** Searches a log: all that is kept of it. */
public interface QueryLog {

  /** Answers a question, within the bounds of one search. */
  Outcome query(Caller caller, LogSubject subject, LogQuery query, Progress progress);

  /** What was found. */
  sealed interface Outcome {

    record Found(LogPage page) implements Outcome {}

    /** No such deployment, or no such agent. */
    record NoSuchSubject() implements Outcome {}

    record NotYours() implements Outcome {}

    /** Its source cannot be reached: the agent is not connected. */
    record Unavailable(String reason) implements Outcome {}
  }

  /** Is told how far a long search is. */
  @FunctionalInterface
  interface Progress {

    /** Whoever wants to hear nothing before the end. */
    Progress NONE = (considered, of, matches) -> true;

    /**
     * Some more lines were considered, of so many. Answers whether to go on.
     */
    boolean at(long considered, long of, long matches);
  }
}
