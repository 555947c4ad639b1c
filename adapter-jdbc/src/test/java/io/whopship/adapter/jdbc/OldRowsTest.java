package io.whopship.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driven.Apps;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.Failure;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a PostgreSQL that lets no statement remove more than a thousand rows. */
class OldRowsTest {

  private static final int BACKLOG = 2_001;
  private static final Instant LATER = Given.NOW.plus(Duration.ofDays(1));

  @TempDir
  Path directory;

  private OpenStores opened;

  @BeforeEach
  void open() {
    opened = new OpenStores(TestDatabase.POSTGRESQL.emptyIn(directory));
    opened.execute("create function refuse_many() returns trigger language plpgsql as $$ begin"
        + " if (select count(*) from gone) > 1000 then raise exception 'too many at once'; end if;"
        + " return null; end $$");
  }

  @AfterEach
  void close() {
    opened.close();
  }

  /** As many rows as make a backlog, each with a number {@code n} of its own. */
  private void fill(String table, String columns, String values) {
    opened.execute("insert into " + table + " (" + columns + ") select " + values
        + " from generate_series(1, " + BACKLOG + ") n");
    opened.execute("create trigger refuse_many after delete on " + table
        + " referencing old table as gone for each statement execute function refuse_many()");
  }

  private long left(String table) {
    return opened.database.read("count",
        handle -> handle.createQuery("select count(*) from " + table).mapTo(Long.class).one());
  }

  private static String old() {
    return "timestamp with time zone '" + Given.NOW + "'";
  }

  @Test
  void aBacklogOfAnswersGoes() {
    fill("idempotency_keys", "key_hash, fingerprint, request, claim, leased_until, created_at",
        "n::text, '', gen_random_uuid(), 1, " + old() + ", " + old());

    assertThat(opened.stores.idempotencyKeys().removeBefore(LATER)).isEqualTo(BACKLOG);

    assertThat(left("idempotency_keys")).isZero();
  }

  @Test
  void aBacklogOfTheAuditLogGoes() {
    fill("audit_log", "at, owner_id, actor, admin, action, refused, detail, address, request_id",
        old() + ", 'owner', 'owner', false, 'test', false, '', '', ''");

    opened.stores.auditLog().forget(LATER);

    assertThat(left("audit_log")).isZero();
  }

  @Test
  void aBacklogOfTheOutboxGoesAsFarAsItWasRead() {
    fill("outbox", "id, app, deployment, notice, noticed_at", "n, 1, 1, 'test', " + old());

    opened.outbox().forget(BACKLOG - 1, LATER);

    assertThat(left("outbox")).isOne();
  }

  @Test
  void aBacklogOfDeliveriesGoesButThoseThatWait() {
    opened.execute("insert into webhooks (owner_id, slot, url, events, secrets, created_at)"
        + " values ('owner', 0, '', '', '', " + old() + ")");
    fill("webhook_deliveries", "webhook, message_id, type, event_at, body, delivered, tries,"
        + " next_at, created_at",
        "(select id from webhooks), '', 'test', " + old() + ", '', true, 1, case when n = 1 then "
            + old() + " end, " + old());

    opened.stores.webhookDeliveries().forget(LATER);

    assertThat(left("webhook_deliveries")).isOne();
  }

  @Test
  void anAppGoesWithAllThatItHadInYears() {
    App app = Given.app(opened.stores, "busy");
    Given.deployment(opened.stores, "other");
    fill("deployments",
        "uuid, app, metadata, rollout_plan, state, facts, version, fence, log_lines,"
            + " created_at",
        "gen_random_uuid(), " + app.id() + ", '', '', 'failed', '', 1, 1, 0, "
            + old());

    assertThat(opened.stores.apps().remove(app.id())).isEqualTo(Apps.Removed.DONE);

    assertThat(left("deployments")).isOne();
    assertThat(left("apps")).isOne();
  }

  @Test
  void ofAnAppThatCannotGoYetWhatServesVisitorsStays() {
    Deployment serving = Given.deployment(opened.stores, "busy");
    Given.won(opened.stores, Change.to(serving, new DeploymentState.Failed(
        new Failure(Failure.Code.ARTIFACT_MISSING, ""), Given.NOW, null))
        .route(new Route("busy.localhost", 1, "salt",
            new Traffic.Whole(serving.releaseName()), List.of())));
    opened.execute("insert into deployments (uuid, app, metadata, rollout_plan, state, facts,"
        + " version, fence, log_lines, created_at) select gen_random_uuid(), app, metadata,"
        + " rollout_plan, state, facts, 0, 0, 0, created_at from deployments,"
        + " generate_series(1, " + BACKLOG + ")");
    opened.execute("create function refuse() returns trigger language plpgsql as $$ begin"
        + " raise exception 'it stays'; end $$");
    opened.execute("create trigger refuse before delete on apps for each row"
        + " execute function refuse()");

    assertThatThrownBy(() -> opened.stores.apps().remove(serving.app()))
        .hasMessageContaining("it stays");

    assertThat(opened.deployments().find(serving.id())).isPresent();
    assertThat(left("deployments")).isLessThan(BACKLOG);
  }
}
