package io.whopship.ports.driving;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.identity.Caller;

/** Takes a site off the air and removes all that is kept of its app. */
public interface DeleteApp {

  Outcome delete(Caller caller, AppId id);

  /** What came of it. */
  sealed interface Outcome {

    record Deleted() implements Outcome {}

    /** A deployment of the app is under way. */
    record InUse() implements Outcome {}

    record NoSuchApp() implements Outcome {}

    record NotYours() implements Outcome {}
  }
}
