package io.whopship.testkit;

import io.whopship.ports.driven.Apps;
import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.GateSamples;
import io.whopship.ports.driven.Outbox;
import io.whopship.ports.driven.Routes;
import io.whopship.ports.driven.WorkQueue;
import io.whopship.ports.model.DeploymentId;

/**
 * A database in memory: the ports that must change together, over one state with one lock. Safe for
 * use by many threads.
 */
public final class InMemoryStore {

  private final Apps apps;
  private final Deployments deployments;
  private final InMemoryDeploymentLogs logs;
  private final Routes routes;
  private final Outbox outbox;
  private final GateSamples samples;
  private final InMemoryWebhooks webhooks;

  /** Wake-ups of recorded changes go to this queue. */
  public InMemoryStore(WorkQueue workQueue) {
    StoreState state = new StoreState();
    apps = new InMemoryApps(state);
    deployments = new InMemoryDeployments(state, workQueue);
    logs = new InMemoryDeploymentLogs(state);
    routes = new InMemoryRoutes(state, workQueue);
    outbox = new InMemoryOutbox(state);
    samples = new InMemoryGateSamples(state);
    webhooks = new InMemoryWebhooks(apps);
  }

  public Apps apps() {
    return apps;
  }

  public Deployments deployments() {
    return deployments;
  }

  public DeploymentLogs logs() {
    return logs;
  }

  /** Removes lines of a log up to this position, as retention would. */
  public void forgetLines(DeploymentId deployment, long upTo) {
    logs.forget(deployment, upTo);
  }

  public Routes routes() {
    return routes;
  }

  public Outbox outbox() {
    return outbox;
  }

  public GateSamples samples() {
    return samples;
  }

  public InMemoryWebhooks webhooks() {
    return webhooks;
  }
}
