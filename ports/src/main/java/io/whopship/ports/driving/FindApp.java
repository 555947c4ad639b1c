package io.whopship.ports.driving;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.identity.Caller;
import java.net.URI;

/** Looks at one app. */
public interface FindApp {

  Outcome find(Caller caller, AppId id);

  /** What was found. */
  sealed interface Outcome {

    record Found(App app, URI siteUrl) implements Outcome {}

    record NoSuchApp() implements Outcome {}

    record NotYours() implements Outcome {}
  }
}
