package io.whopship.testkit;

import io.whopship.ports.driven.Apps;
import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.GateSamples;
import io.whopship.ports.driven.Outbox;
import io.whopship.ports.driven.Routes;
import io.whopship.ports.driven.Stores;
import io.whopship.ports.driven.WorkQueue;
import io.whopship.ports.driven.webhooks.WebhookDeliveries;
import io.whopship.ports.model.DeploymentId;

/**
 * A database in memory: the ports that must change together, over one state with one lock. Safe for
 * use by many threads.
 */
public final class InMemoryStore implements Stores {

  private final Apps apps;
  private final Deployments deployments;
  private final InMemoryDeploymentLogs logs;
  private final Routes routes;
  private final Outbox outbox;
  private final GateSamples samples;
  private final InMemoryWebhooks webhooks;
  private final InMemoryAccessTokens accessTokens = new InMemoryAccessTokens();
  private final InMemoryAgents agents = new InMemoryAgents();
  private final InMemoryIdempotencyKeys idempotencyKeys = new InMemoryIdempotencyKeys();
  private final InMemoryAuditLog auditLog = new InMemoryAuditLog();

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

  @Override
  public Apps apps() {
    return apps;
  }

  @Override
  public Deployments deployments() {
    return deployments;
  }

  @Override
  public DeploymentLogs logs() {
    return logs;
  }

  /** Removes lines of a log up to this position, as retention would. */
  public void forgetLines(DeploymentId deployment, long upTo) {
    logs.forget(deployment, upTo);
  }

  @Override
  public Routes routes() {
    return routes;
  }

  @Override
  public Outbox outbox() {
    return outbox;
  }

  @Override
  public GateSamples samples() {
    return samples;
  }

  @Override
  public InMemoryWebhooks webhooks() {
    return webhooks;
  }

  @Override
  public WebhookDeliveries webhookDeliveries() {
    return webhooks;
  }

  @Override
  public InMemoryAccessTokens accessTokens() {
    return accessTokens;
  }

  @Override
  public InMemoryAgents agents() {
    return agents;
  }

  @Override
  public InMemoryIdempotencyKeys idempotencyKeys() {
    return idempotencyKeys;
  }

  @Override
  public InMemoryAuditLog auditLog() {
    return auditLog;
  }
}
