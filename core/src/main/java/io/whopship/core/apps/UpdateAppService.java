package io.whopship.core.apps;

import io.whopship.core.access.Access;
import io.whopship.core.access.Access.ToApp;
import io.whopship.ports.driven.Apps;
import io.whopship.ports.driving.UpdateApp;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.rollout.RolloutPolicy;
import org.jspecify.annotations.Nullable;

public final class UpdateAppService implements UpdateApp {

  private final Access access;
  private final Apps apps;

  public UpdateAppService(Access access, Apps apps) {
    this.access = access;
    this.apps = apps;
  }

  @Override
  public Outcome update(Caller caller, AppId id, @Nullable String name,
      @Nullable Variables variables, @Nullable RolloutPolicy rollout) {
    return switch (access.app(caller, id)) {
      case ToApp.Granted granted -> update(id, name, variables, rollout);
      case ToApp.Denied() -> new Outcome.NotYours();
      case ToApp.Absent() -> new Outcome.NoSuchApp();
    };
  }

  private Outcome update(AppId id, @Nullable String name, @Nullable Variables variables,
      @Nullable RolloutPolicy rollout) {
    if (name != null) {
      App.requireName(name);
    }
    return apps.update(id, name, variables, rollout)
        .<Outcome>map(Outcome.Updated::new)
        .orElseGet(Outcome.NoSuchApp::new);
  }
}
