package io.whopship.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.webhooks.WebhookId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H2 sorts all that an app or an owner has unless the order begins as the index does. */
class ListPlansTest {

  private static final OwnerId OWNER = new OwnerId("owner");
  private static final Page.Request PAGE = new Page.Request(Long.MAX_VALUE, 20);

  @TempDir
  Path directory;

  private DatabaseSettings settings;

  @BeforeEach
  void fill() {
    settings = TestDatabase.H2.in(directory);
    try (OpenStores h2 = new OpenStores(settings)) {
      Given.deployment(h2.stores, "site");
      Given.deployment(h2.stores, "shop");
      // With ids of ours: H2 writes its file for each that it chooses.
      h2.execute("insert into deployments (id, uuid, app, metadata, rollout_plan, state, facts,"
          + " version, fence, log_lines, created_at) overriding system value select id + 2 * x,"
          + " random_uuid(), app, metadata, rollout_plan, state, facts, version, fence, log_lines,"
          + " created_at from deployments cross join system_range(1, 5000) as copy (x)");
      h2.execute("analyze");
    }
  }

  @Test
  void aPartOfAListIsReadInTheOrderOfAnIndex() throws SQLException {
    Map<String, String> plans;
    try (OpenStores h2 = new OpenStores(settings)) {
      h2.execute("set query_statistics true");
      h2.apps().list(null, PAGE);
      h2.apps().list(OWNER, PAGE);
      h2.deployments().list(new AppId(1), PAGE);
      h2.deployments().add(Given.newDeployment(new AppId(1)), 10, Instant.EPOCH);
      h2.stores.auditLog().list(null, null, PAGE);
      h2.stores.auditLog().list(OWNER, null, PAGE);
      h2.stores.auditLog().list(null, new AppId(1), PAGE);
      h2.stores.auditLog().list(OWNER, new AppId(1), PAGE);
      h2.stores.webhookDeliveries().list(new WebhookId(1), PAGE);
      h2.stores.samples().read(new DeploymentId(1), Long.MAX_VALUE, 20);
      h2.stores.agents().list(OWNER);
      plans = plans();
    }

    assertThat(plans).hasSize(11);
    assertThat(plans).allSatisfy((query, plan) -> assertThat(plan).contains("/* index sorted */"));
  }

  /** Of the queries until now that read a part in an order. */
  private Map<String, String> plans() throws SQLException {
    Map<String, String> plans = new LinkedHashMap<>();
    try (Connection connection = DriverManager.getConnection(settings.url(), settings.user(),
        settings.password().reveal())) {
      for (String query : queries(connection)) {
        plans.put(query, plan(connection, query));
      }
    }
    return plans;
  }

  private static List<String> queries(Connection connection) throws SQLException {
    List<String> queries = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select sql_statement from"
            + " information_schema.query_statistics where sql_statement like 'select%order by%'"
            + " and sql_statement like '%fetch first%'")) {
      while (rows.next()) {
        queries.add(rows.getString(1));
      }
    }
    return queries;
  }

  private static String plan(Connection connection, String query) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("explain " + query)) {
      for (int i = 1; i <= statement.getParameterMetaData().getParameterCount(); i++) {
        statement.setString(i, "1");
      }
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }
}
