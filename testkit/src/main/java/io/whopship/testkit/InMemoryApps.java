package io.whopship.testkit;

import io.whopship.ports.driven.Apps;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.apps.Subdomain;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.apps.WhopAppId;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.Status;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.rollout.RolloutPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The apps of an {@link InMemoryStore}. */
final class InMemoryApps implements Apps {

  private final StoreState state;

  InMemoryApps(StoreState state) {
    this.state = state;
  }

  @Override
  public Added add(OwnerId owner, WhopAppId whopAppId, String name, Subdomain subdomain,
      Variables variables, Instant createdAt) {
    synchronized (state) {
      if (find(whopAppId).isPresent()) {
        return new Added.WhopAppIdTaken();
      }
      if (state.apps.values().stream().anyMatch(app -> app.subdomain().equals(subdomain))) {
        return new Added.SubdomainTaken();
      }
      AppId id = new AppId(state.lastAppId + 1);
      App app = new App(id, whopAppId, owner, name, subdomain, variables,
          RolloutPolicy.DEFAULT, createdAt);
      state.lastAppId = id.value();
      state.apps.put(id.value(), app);
      return new Added.Done(app);
    }
  }

  @Override
  public Optional<App> find(AppId id) {
    synchronized (state) {
      return Optional.ofNullable(state.apps.get(id.value()));
    }
  }

  @Override
  public Optional<App> find(WhopAppId whopAppId) {
    synchronized (state) {
      return state.apps.values()
          .stream()
          .filter(app -> app.whopAppId().equals(whopAppId))
          .findFirst();
    }
  }

  @Override
  public Page<App> list(@Nullable OwnerId owner, Page.Request page) {
    synchronized (state) {
      return StoreState.page(state.apps, app -> owner == null || app.owner().equals(owner),
          app -> app.id().value(), page);
    }
  }

  @Override
  public Optional<App> update(AppId id, @Nullable String name, @Nullable Variables variables,
      @Nullable RolloutPolicy rollout) {
    synchronized (state) {
      return Optional.ofNullable(state.apps.computeIfPresent(id.value(), (key, stored) -> {
        App named = name == null ? stored : stored.withName(name);
        App varied = variables == null ? named : named.withVariables(variables);
        return rollout == null ? varied : varied.withRollout(rollout);
      }));
    }
  }

  @Override
  public Removed remove(AppId id) {
    synchronized (state) {
      if (!state.apps.containsKey(id.value())) {
        return Removed.ABSENT;
      }
      List<Deployment> deployments = state.deployments.values()
          .stream()
          .filter(deployment -> deployment.app().equals(id))
          .toList();
      if (deployments.stream().anyMatch(InMemoryApps::isUnderWay)) {
        return Removed.IN_USE;
      }
      deployments.forEach(state::removeDeployment);
      state.routes.remove(id);
      state.apps.remove(id.value());
      return Removed.DONE;
    }
  }

  private static boolean isUnderWay(Deployment deployment) {
    Status status = deployment.state().status();
    return status == Status.BUILDING || status == Status.DEPLOYING;
  }
}
