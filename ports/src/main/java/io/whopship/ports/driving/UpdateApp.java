package io.whopship.ports.driving;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.rollout.RolloutPolicy;
import org.jspecify.annotations.Nullable;

/** Renames an app, or gives it other variables or rollouts, which the next deployment will see. */
public interface UpdateApp {

  /** What is {@code null} stays. A name must pass {@link App#requireName}. */
  Outcome update(Caller caller, AppId id, @Nullable String name, @Nullable Variables variables,
      @Nullable RolloutPolicy rollout);

  /** What came of it. */
  sealed interface Outcome {

    record Updated(App app) implements Outcome {}

    record NoSuchApp() implements Outcome {}

    record NotYours() implements Outcome {}
  }
}
