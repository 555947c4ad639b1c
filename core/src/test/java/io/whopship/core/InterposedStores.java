package io.whopship.core;

import io.whopship.ports.driven.AccessTokens;
import io.whopship.ports.driven.Apps;
import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.GateSamples;
import io.whopship.ports.driven.IdempotencyKeys;
import io.whopship.ports.driven.Outbox;
import io.whopship.ports.driven.Routes;
import io.whopship.ports.driven.Stores;
import io.whopship.ports.driven.agents.Agents;
import io.whopship.ports.driven.audit.AuditLog;
import io.whopship.ports.driven.webhooks.WebhookDeliveries;
import io.whopship.ports.driven.webhooks.Webhooks;

/** Stores with something before their deployments. */
record InterposedStores(Stores stores, Deployments deployments) implements Stores {

  @Override
  public Apps apps() {
    return stores.apps();
  }

  @Override
  public DeploymentLogs logs() {
    return stores.logs();
  }

  @Override
  public Routes routes() {
    return stores.routes();
  }

  @Override
  public GateSamples samples() {
    return stores.samples();
  }

  @Override
  public Outbox outbox() {
    return stores.outbox();
  }

  @Override
  public Webhooks webhooks() {
    return stores.webhooks();
  }

  @Override
  public WebhookDeliveries webhookDeliveries() {
    return stores.webhookDeliveries();
  }

  @Override
  public AccessTokens accessTokens() {
    return stores.accessTokens();
  }

  @Override
  public Agents agents() {
    return stores.agents();
  }

  @Override
  public IdempotencyKeys idempotencyKeys() {
    return stores.idempotencyKeys();
  }

  @Override
  public AuditLog auditLog() {
    return stores.auditLog();
  }
}
