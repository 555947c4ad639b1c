package io.whopship.testkit;

import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Outbox;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.WorkQueue;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.NewDeployment;
import io.whopship.ports.model.deploy.Notice;
import io.whopship.ports.model.deploy.RouteWork;
import io.whopship.ports.model.deploy.Work;
import io.whopship.ports.model.rollout.Route;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The deployments of an {@link InMemoryStore}. */
final class InMemoryDeployments implements Deployments {

  private final StoreState state;
  private final WorkQueue workQueue;

  InMemoryDeployments(StoreState state, WorkQueue workQueue) {
    this.state = state;
    this.workQueue = workQueue;
  }

  @Override
  public Check check() {
    return new Check.Usable();
  }

  @Override
  public Deployment add(NewDeployment deployment) {
    synchronized (state) {
      if (!state.apps.containsKey(deployment.app().value())) {
        throw new PortException.Rejected("there is no app " + deployment.app(), null);
      }
      DeploymentId id = new DeploymentId(++state.lastDeploymentId);
      Deployment added = new Deployment(id, deployment.uuid(), deployment.app(),
          deployment.metadata(), deployment.checksum(), deployment.plan(),
          new DeploymentState.Pending(), 0, 0, deployment.createdAt());
      state.deployments.put(id.value(), added);
      return added;
    }
  }

  @Override
  public Added add(NewDeployment deployment, int most, Instant since) {
    synchronized (state) {
      return newest(deployment.app(), most)
          .map(Deployment::createdAt)
          .filter(createdAt -> createdAt.isAfter(since))
          .<Added>map(Added.TooMany::new)
          .orElseGet(() -> new Added.Done(add(deployment)));
    }
  }

  /** The last of the latest so many of an app. */
  private Optional<Deployment> newest(AppId app, int place) {
    return state.deployments.descendingMap()
        .values()
        .stream()
        .filter(deployment -> deployment.app().equals(app))
        .skip(place - 1L)
        .findFirst();
  }

  @Override
  public Optional<Deployment> find(DeploymentId id) {
    synchronized (state) {
      return Optional.ofNullable(state.deployments.get(id.value()));
    }
  }

  @Override
  public Optional<Deployment> find(UUID uuid) {
    synchronized (state) {
      return state.deployments.values()
          .stream()
          .filter(deployment -> deployment.uuid().equals(uuid))
          .findFirst();
    }
  }

  @Override
  public Page<Deployment> list(AppId app, Page.Request page) {
    synchronized (state) {
      return StoreState.page(state.deployments, deployment -> deployment.app().equals(app),
          deployment -> deployment.id().value(), page);
    }
  }

  @Override
  public List<Deployment> underWay(AppId app) {
    synchronized (state) {
      return state.deployments.values()
          .stream()
          .filter(deployment -> deployment.app().equals(app))
          .filter(deployment -> !(deployment.state() instanceof DeploymentState.Pending)
              && !deployment.state().isFinal())
          .toList();
    }
  }

  @Override
  public Optional<Deployment> claim(DeploymentId id) {
    synchronized (state) {
      return Optional.ofNullable(state.deployments.computeIfPresent(id.value(),
          (key, stored) -> with(stored, stored.state(), stored.version(), stored.fence() + 1)));
    }
  }

  @Override
  public Recorded record(Change change) {
    synchronized (state) {
      Deployment stored = state.deployments.get(change.expected().id().value());
      if (stored == null || stored.version() != change.expected().version()
          || stored.fence() != change.expected().fence()) {
        return new Recorded.Lost();
      }
      DeploymentId occupant = state.occupants.get(stored.app());
      if (change.next() instanceof DeploymentState.Deploying && occupant != null
          && !occupant.equals(stored.id())) {
        return new Recorded.Occupied(occupant);
      }
      if (change.route() != null && !follows(state.routes.get(stored.app()), change.route())) {
        return new Recorded.Lost();
      }
      return new Recorded.Won(write(stored, change));
    }
  }

  static boolean follows(@Nullable Route stored, Route next) {
    return next.generation() == (stored == null ? 1 : stored.generation() + 1);
  }

  private Deployment write(Deployment stored, Change change) {
    Deployment now = change.next() == null
        ? stored
        : with(stored, change.next(), stored.version() + 1, stored.fence());
    // First what may fail: the queue is somebody else's.
    Instant wakeAt = change.wakeAt();
    if (wakeAt != null) {
      workQueue.schedule(Work.first(now.id(), now.version()), wakeAt);
    }
    Route route = change.route();
    Instant confirmAt = change.confirmAt();
    if (route != null && confirmAt != null) {
      workQueue.schedule(RouteWork.confirming(now.app(), route.generation()), confirmAt);
    }
    state.deployments.put(now.id().value(), now);
    if (now.state() instanceof DeploymentState.Deploying) {
      state.occupants.put(now.app(), now.id());
    } else if (now.state().isFinal()) {
      state.occupants.remove(now.app(), now.id());
    }
    state.append(now.id(), change.lines());
    state.samples.computeIfAbsent(now.id(), id -> new ArrayList<>()).addAll(change.samples());
    if (route != null) {
      state.routes.put(now.app(), route);
    }
    for (Notice notice : change.notices()) {
      state.notices.add(new Outbox.Entry(++state.lastNotice, now.app(), now.id(), notice));
    }
    return now;
  }

  @Override
  public boolean remove(Deployment expected) {
    synchronized (state) {
      Deployment stored = state.deployments.get(expected.id().value());
      if (stored == null || stored.version() != expected.version()) {
        return false;
      }
      state.removeDeployment(stored);
      return true;
    }
  }

  private static Deployment with(Deployment of, DeploymentState state, long version, long fence) {
    return new Deployment(of.id(), of.uuid(), of.app(), of.metadata(), of.checksum(), of.plan(),
        state, version, fence, of.createdAt());
  }
}
