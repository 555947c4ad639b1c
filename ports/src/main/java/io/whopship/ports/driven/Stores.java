package io.whopship.ports.driven;

import io.whopship.ports.driven.agents.Agents;
import io.whopship.ports.driven.audit.AuditLog;
import io.whopship.ports.driven.webhooks.WebhookDeliveries;
import io.whopship.ports.driven.webhooks.Webhooks;

/**
 * All that is kept in one place. They belong together: what one of them writes the others see at
 * once, and a change that concerns several is one write. Each answers the same object every time.
 */
public interface Stores {

  Apps apps();

  Deployments deployments();

  DeploymentLogs logs();

  Routes routes();

  GateSamples samples();

  Outbox outbox();

  Webhooks webhooks();

  WebhookDeliveries webhookDeliveries();

  AccessTokens accessTokens();

  Agents agents();

  IdempotencyKeys idempotencyKeys();

  AuditLog auditLog();
}
