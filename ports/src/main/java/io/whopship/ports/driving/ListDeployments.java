package io.whopship.ports.driving;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.DeploymentView;
import io.whopship.ports.model.identity.Caller;

/** Lists the deployments of an app, newest first. */
public interface ListDeployments {

  Outcome list(Caller caller, AppId app, Page.Request page);

  /** What was found. */
  sealed interface Outcome {

    record Found(App app, Page<DeploymentView> deployments) implements Outcome {}

    record NoSuchApp() implements Outcome {}

    record NotYours() implements Outcome {}
  }
}
