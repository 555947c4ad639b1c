package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.GateSamples;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.rollout.Sample;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.StatementContext;

/** The samples of gates in a table. */
final class JdbcGateSamples implements GateSamples {

  private final Database database;

  JdbcGateSamples(Database database) {
    this.database = database;
  }

  @Override
  public List<Kept> read(DeploymentId deployment, long before, int limit) {
    return database.read("read samples of deployment " + deployment,
        handle -> handle.createQuery("select number, taken_at, stage, verdict, facts"
            + " from gate_samples where deployment = :deployment and number < :before"
            + " order by deployment desc, number desc fetch first :limit rows only")
            .bind("deployment", deployment.value())
            .bind("before", before)
            .bind("limit", limit)
            .map(JdbcGateSamples::read)
            .list());
  }

  private static Kept read(ResultSet row, StatementContext context) throws SQLException {
    long number = row.getLong("number");
    Instant at = InstantArgument.read(row, "taken_at");
    String stage = row.getString("stage");
    String verdict = row.getString("verdict");
    return new Kept(number, Json.read("sample " + number, row.getString("facts"),
        facts -> SampleJson.read(at, stage, verdict, facts)));
  }

  @Override
  public List<Count> count(DeploymentId deployment) {
    return database.read("count samples of deployment " + deployment,
        handle -> handle.createQuery("select stage, verdict, count(*) as samples"
            + " from gate_samples where deployment = :deployment group by stage, verdict"
            + " order by min(number)")
            .bind("deployment", deployment.value())
            .map((row, context) -> new Count(row.getString("stage"),
                SampleJson.VERDICTS.read(row.getString("verdict")), row.getLong("samples")))
            .list());
  }

  /** Adds samples within a transaction that has locked the deployment. */
  static void append(Handle handle, DeploymentId deployment, List<Sample> samples) {
    if (samples.isEmpty()) {
      return;
    }
    long number = handle.createQuery("select coalesce(max(number), 0) from gate_samples"
        + " where deployment = :deployment")
        .bind("deployment", deployment.value())
        .mapTo(long.class)
        .one();
    PreparedBatch rows = handle.prepareBatch("insert into gate_samples (deployment, number,"
        + " taken_at, stage, verdict, facts)"
        + " values (:deployment, :number, :at, :stage, :verdict, :facts)");
    for (Sample sample : samples) {
      number++;
      rows.bind("deployment", deployment.value())
          .bind("number", number)
          .bind("at", sample.at())
          .bind("stage", sample.stage())
          .bind("verdict", SampleJson.VERDICTS.word(sample.verdict()))
          .bind("facts", SampleJson.facts(sample))
          .add();
    }
    rows.execute();
    if (number > MOST) {
      handle.createUpdate("delete from gate_samples where deployment = :deployment"
          + " and number <= :gone")
          .bind("deployment", deployment.value())
          .bind("gone", number - MOST)
          .execute();
    }
  }
}
