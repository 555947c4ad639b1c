package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.artifact.Checksum;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.NewDeployment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** Deployments in a table. */
final class JdbcDeployments implements Deployments {

  private final Database database;
  private final Recording recording;
  private final JdbcWorkQueue workQueue;

  JdbcDeployments(Database database, JdbcWorkQueue workQueue) {
    this.database = database;
    this.recording = new Recording(workQueue);
    this.workQueue = workQueue;
  }

  @Override
  public Check check() {
    return database.check();
  }

  @Override
  public Deployment add(NewDeployment deployment) {
    return adding(deployment.app(), handle -> insert(handle, deployment));
  }

  @Override
  public Added add(NewDeployment deployment, int most, Instant since) {
    return adding(deployment.app(), handle -> createdAt(handle, deployment.app(), most)
        .filter(createdAt -> createdAt.isAfter(since))
        .<Added>map(Added.TooMany::new)
        .orElseGet(() -> new Added.Done(insert(handle, deployment))));
  }

  private <T> T adding(AppId app, Function<Handle, T> addition) {
    return database.inTransaction("add a deployment of app " + app, handle -> {
      if (AppRow.lock(handle, app).isEmpty()) {
        throw new PortException.Rejected("there is no app " + app, null);
      }
      return addition.apply(handle);
    });
  }

  /** When the last of the latest so many deployments of an app was created. */
  private static Optional<Instant> createdAt(Handle handle, AppId app, int place) {
    // A bound for the id lets H2 choose the index of both, as in a list.
    return handle.createQuery("select created_at from deployments where app = :app and id < :before"
        + " order by app desc, id desc offset :skipped rows fetch first 1 rows only")
        .bind("app", app.value())
        .bind("before", Page.Request.FIRST)
        .bind("skipped", place - 1)
        .map((row, context) -> InstantArgument.read(row, "created_at"))
        .findOne();
  }

  private static Deployment insert(Handle handle, NewDeployment deployment) {
    Checksum checksum = deployment.checksum();
    DeploymentState pending = new DeploymentState.Pending();
    long id = handle.createUpdate("insert into deployments (uuid, app, metadata, checksum,"
        + " rollout_plan, state, facts, version, fence, log_lines, created_at) values (:uuid,"
        + " :app, :metadata, :checksum, :plan, :state, :facts, 0, 0, 0, :createdAt)")
        .bind("uuid", deployment.uuid())
        .bind("app", deployment.app().value())
        .bind("metadata", MetadataJson.write(deployment.metadata()))
        .bind("checksum", checksum == null ? null : checksum.text())
        .bind("plan", PlanJson.write(deployment.plan()))
        .bind("state", StateJson.word(pending))
        .bind("facts", StateJson.facts(pending))
        .bind("createdAt", deployment.createdAt())
        .executeAndReturnGeneratedKeys("id")
        .mapTo(long.class)
        .one();
    return DeploymentRow.find(handle, new DeploymentId(id)).orElseThrow();
  }

  @Override
  public Optional<Deployment> find(DeploymentId id) {
    return database.read("find deployment " + id, handle -> DeploymentRow.find(handle, id));
  }

  @Override
  public Optional<Deployment> find(UUID uuid) {
    return database.read("find deployment " + uuid,
        handle -> handle.createQuery(DeploymentRow.SELECT + "where uuid = :uuid")
            .bind("uuid", uuid)
            .map(DeploymentRow::read)
            .findOne());
  }

  @Override
  public Page<Deployment> list(AppId app, Page.Request page) {
    List<Deployment> found = database.read("list deployments of app " + app,
        handle -> Pages.bind(
            handle.createQuery(DeploymentRow.SELECT + "where app = :app and id < :before "
                + Pages.partOf("app")).bind("app", app.value()),
            page).map(DeploymentRow::read).list());
    return Pages.of(found, page, deployment -> deployment.id().value());
  }

  @Override
  public List<Deployment> underWay(AppId app) {
    return database.read("list deployments of app " + app + " that are under way",
        handle -> handle
            .createQuery(DeploymentRow.SELECT + "where app = :app and state in (<words>)"
                + " order by id")
            .bind("app", app.value())
            .bindList("words", StateJson.UNDER_WAY)
            .map(DeploymentRow::read)
            .list());
  }

  @Override
  public Optional<Deployment> claim(DeploymentId id) {
    return database.inTransaction("claim deployment " + id, handle -> {
      handle.createUpdate("update deployments set fence = fence + 1 where id = :id")
          .bind("id", id.value())
          .execute();
      return DeploymentRow.find(handle, id);
    });
  }

  @Override
  public Recorded record(Change change) {
    Recorded recorded = database.inTransaction(
        "record a change of deployment " + change.expected().id(),
        handle -> recording.write(handle, change));
    if (recorded instanceof Recorded.Won && change.wakeAt() != null) {
      workQueue.announce(change.wakeAt());
    }
    return recorded;
  }

  @Override
  public boolean remove(Deployment expected) {
    return database.inTransaction("remove deployment " + expected.id(), handle -> {
      AppRow.lock(handle, expected.app());
      int removed = handle
          .createUpdate("delete from deployments where id = :id and version = :version")
          .bind("id", expected.id().value())
          .bind("version", expected.version())
          .execute();
      if (removed == 1) {
        handle.createUpdate("update apps set occupant = null where id = :app and occupant = :id")
            .bind("app", expected.app().value())
            .bind("id", expected.id().value())
            .execute();
      }
      return removed == 1;
    });
  }
}
