package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.AccessTokens;
import io.whopship.ports.driven.Apps;
import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.GateSamples;
import io.whopship.ports.driven.IdempotencyKeys;
import io.whopship.ports.driven.Outbox;
import io.whopship.ports.driven.Routes;
import io.whopship.ports.driven.Signals;
import io.whopship.ports.driven.Stores;
import io.whopship.ports.driven.WorkQueue;
import io.whopship.ports.driven.agents.Agents;
import io.whopship.ports.driven.audit.AuditLog;
import io.whopship.ports.driven.servers.AgentLeases;
import io.whopship.ports.driven.servers.Servers;
import io.whopship.ports.driven.webhooks.WebhookDeliveries;
import io.whopship.ports.driven.webhooks.Webhooks;
import io.whopship.ports.driving.AdvanceDeployment;
import io.whopship.ports.driving.TellRoute;
import java.time.Instant;
import java.time.InstantSource;

/**
 * All stores on one database. What is acknowledged outlives a killed process; on H2 a power cut may
 * cost what was written in the last moments, so take PostgreSQL where that matters.
 */
public final class JdbcStores implements Stores, AutoCloseable {

  private final Database database;
  private final Signals signals;
  private final JdbcWorkQueue workQueue;
  private final JdbcApps apps;
  private final JdbcDeployments deployments;
  private final JdbcDeploymentLogs logs;
  private final JdbcRoutes routes;
  private final JdbcOutbox outbox;
  private final JdbcGateSamples samples;
  private final JdbcAccessTokens accessTokens;
  private final JdbcAgents agents;
  private final JdbcIdempotencyKeys idempotencyKeys;
  private final JdbcWebhooks webhooks;
  private final JdbcWebhookDeliveries webhookDeliveries;
  private final JdbcAuditLog auditLog;

  JdbcStores(Database database) {
    this.database = database;
    this.signals = database.openSignals();
    this.workQueue = new JdbcWorkQueue(database, signals);
    this.apps = new JdbcApps(database);
    this.deployments = new JdbcDeployments(database, workQueue);
    this.logs = new JdbcDeploymentLogs(database);
    this.routes = new JdbcRoutes(database, workQueue);
    this.outbox = new JdbcOutbox(database);
    this.samples = new JdbcGateSamples(database);
    this.accessTokens = new JdbcAccessTokens(database);
    this.agents = new JdbcAgents(database);
    this.idempotencyKeys = new JdbcIdempotencyKeys(database);
    this.webhooks = new JdbcWebhooks(database);
    this.webhookDeliveries = new JdbcWebhookDeliveries(database);
    this.auditLog = new JdbcAuditLog(database);
  }

  /**
   * Connects and brings the schema up to date. Throws
   * {@link io.whopship.ports.driven.PortException.Unavailable} if another process has the file of
   * an H2 open, or if the database cannot be reached.
   */
  public static JdbcStores open(DatabaseSettings settings) {
    return new JdbcStores(Database.open(settings));
  }

  /**
   * What {@link #open} would find, in words for the operator, and bounded in time. Changes nothing.
   * Throws a {@link io.whopship.ports.driven.PortException} that says what is wrong, and what to
   * do, if it could not open it.
   */
  public static String look(DatabaseSettings settings) {
    return DatabaseLook.at(settings);
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
  public AccessTokens accessTokens() {
    return accessTokens;
  }

  @Override
  public Agents agents() {
    return agents;
  }

  public Servers servers() {
    return new JdbcServers(database, DatabaseClock.ITS_OWN);
  }

  public AgentLeases agentLeases() {
    return new JdbcAgentLeases(database, DatabaseClock.ITS_OWN);
  }

  /** By which servers on the same PostgreSQL wake each other; an H2 has one server only. */
  public Signals signals() {
    return signals;
  }

  @Override
  public IdempotencyKeys idempotencyKeys() {
    return idempotencyKeys;
  }

  @Override
  public Webhooks webhooks() {
    return webhooks;
  }

  @Override
  public WebhookDeliveries webhookDeliveries() {
    return webhookDeliveries;
  }

  @Override
  public AuditLog auditLog() {
    return auditLog;
  }

  public WorkQueue workQueue() {
    return workQueue;
  }

  /** Work that is due at this instant and that nobody has begun. */
  public WorkBacklog backlog(Instant now) {
    return workQueue.backlog(now);
  }

  /** What webhooks are still to be sent, seen from this instant. */
  public WebhookBacklog webhookBacklog(Instant now) {
    return webhookDeliveries.backlog(now);
  }

  public ConnectionUse connections() {
    return database.connections();
  }

  /** Begins to do the work of the queue. Close the runner before these stores. */
  public WorkRunner run(AdvanceDeployment advance, TellRoute tellRoute, WorkSettings settings) {
    return WorkRunner.start(database, workQueue, signals, advance, tellRoute, settings,
        InstantSource.system());
  }

  /** Closes all connections, and with the last one the file of an H2. */
  @Override
  public void close() {
    if (signals instanceof PostgresSignals ofPostgres) {
      ofPostgres.close();
    }
    database.close();
  }
}
