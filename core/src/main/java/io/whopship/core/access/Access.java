package io.whopship.core.access;

import io.whopship.ports.driven.Apps;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.identity.Caller;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks things up for a caller: what is absent is said before what is somebody else's. */
public final class Access {

  private final Apps apps;
  private final Deployments deployments;

  public Access(Apps apps, Deployments deployments) {
    this.apps = apps;
    this.deployments = deployments;
  }

  public ToApp app(Caller caller, AppId id) {
    Optional<App> app = apps.find(id);
    if (app.isEmpty()) {
      return new ToApp.Absent();
    }
    return caller.mayActFor(app.get().owner())
        ? new ToApp.Granted(app.get())
        : new ToApp.Denied();
  }

  public ToDeployment deployment(Caller caller, DeploymentId id) {
    return to(caller, deployments.find(id).orElse(null));
  }

  private ToDeployment to(Caller caller, @Nullable Deployment deployment) {
    if (deployment == null) {
      return new ToDeployment.Absent();
    }
    return switch (app(caller, deployment.app())) {
      case ToApp.Granted(App app) -> new ToDeployment.Granted(deployment, app);
      case ToApp.Denied() -> new ToDeployment.Denied();
      case ToApp.Absent() -> new ToDeployment.Absent();
    };
  }

  /** Whether a caller may have this app. */
  public sealed interface ToApp {

    record Granted(App app) implements ToApp {}

    record Denied() implements ToApp {}

    record Absent() implements ToApp {}
  }

  /** Whether a caller may have this deployment. */
  public sealed interface ToDeployment {

    record Granted(Deployment deployment, App app) implements ToDeployment {}

    record Denied() implements ToDeployment {}

    record Absent() implements ToDeployment {}
  }
}
