package io.whopship.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.Checkable.Check;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.Notice;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.identity.TokenHash;
import io.whopship.ports.model.rollout.Release;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.Traffic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DurabilityTest {

  @TempDir
  Path directory;

  private JdbcStores open() {
    return JdbcStores.open(DatabaseSettings.h2(directory));
  }

  @Test
  void whatWasWrittenIsThereAfterReopening() {
    TokenHash token = TokenHash.of(new Secret("token"));
    Caller caller = new Caller(new OwnerId("owner"), true);
    Deployment deployment;
    Route route;
    try (JdbcStores stores = open()) {
      stores.accessTokens().save(token, caller, Given.NOW);
      Deployment pending = Given.deployment(stores, "site");
      Release release = new Release(pending.releaseName(), "v1");
      route = new Route("site.localhost", 1, "salt", new Traffic.Whole(release.name()), List.of());
      deployment = Given.won(stores,
          Change.to(pending, new DeploymentState.Shifting(Given.NOW, release, 0))
              .log(List.of(Given.line("Shifting")))
              .route(route)
              .tell(new Notice("rollout.stage1_50", Given.NOW)));
    }

    try (JdbcStores stores = open()) {
      assertThat(stores.accessTokens().find(token)).contains(caller);
      assertThat(stores.apps().find(deployment.app())).isPresent();
      assertThat(stores.deployments().find(deployment.id())).contains(deployment);
      assertThat(stores.routes().all()).containsExactly(route);
      assertThat(stores.logs().read(deployment.id(), 0, 10)).hasSize(1);
      assertThat(stores.outbox().read(0, 10)).hasSize(1);
    }
  }

  @Test
  void numbersGoOnWithoutAHoleAfterReopening() {
    try (JdbcStores stores = open()) {
      assertThat(Given.deployment(stores, "one").id()).isEqualTo(new DeploymentId(1));
    }
    try (JdbcStores stores = open()) {
      assertThat(Given.deployment(stores, "two").id()).isEqualTo(new DeploymentId(2));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aProcessThatIsKilledAgainAndAgainLosesNothingThatItAcknowledged(TestDatabase database)
      throws Exception {
    DatabaseSettings settings = database.in(directory);
    for (int kill = 1; kill <= 3; kill++) {
      int acknowledged;
      try (Child child = Child.start(EndlessWriter.class, settings)) {
        while (!"200".equals(child.nextLine())) {
          // It goes on writing while we read.
        }
        acknowledged = Integer.parseInt(child.kill());
      }

      try (JdbcStores stores = JdbcStores.open(settings)) {
        assertThat(stores.logs().read(new DeploymentId(kill), 0, Integer.MAX_VALUE))
            .as("kill %d", kill)
            .hasSizeGreaterThanOrEqualTo(acknowledged)
            .last()
            .satisfies(last -> assertThat(last.line().message())
                .isEqualTo("line " + last.position()));
      }
    }
  }

  @Test
  void whatIsLeftInTheFileAtAnyInstantHasAllThatWasAcknowledged() throws Exception {
    Path here = directory.resolve("0");
    for (int kill = 1; kill <= 4; kill++) {
      Path left = directory.resolve(Integer.toString(kill));
      try (OpenStores h2 = new OpenStores(DatabaseSettings.h2(here))) {
        h2.execute("set retention_time 0");
        Deployment deployment = Given.deployment(h2.stores, "site" + kill);
        for (int line = 1; line <= 25; line++) {
          Given.won(h2.stores, Change.lines(deployment, List.of(Given.line("line " + line))));
        }
        copyAsAKillLeavesIt(here, left);
      }

      try (JdbcStores stores = JdbcStores.open(DatabaseSettings.h2(left))) {
        assertThat(stores.logs().read(new DeploymentId(kill), 0, 100)).as("kill %d", kill)
            .hasSize(25);
      }
      here = left;
    }
  }

  @Test
  void whatWasNotCommittedIsRolledBackAfterAKill() throws Exception {
    Path left = directory.resolve("left");
    Path here = directory.resolve("here");
    try (OpenStores h2 = new OpenStores(DatabaseSettings.h2(here))) {
      Deployment deployment = Given.deployment(h2.stores, "site");
      h2.database.inTransaction("leave open", handle -> {
        handle.execute("update deployments set fence = 99");
        // Writes what is open here to the file, too.
        commitByAnother(DatabaseSettings.h2(here), "insert into outbox_head values (7)");
        copyAsAKillLeavesIt(here, left);
        return handle;
      });
      try (OpenStores after = new OpenStores(DatabaseSettings.h2(left))) {
        assertThat(after.deployments().find(deployment.id())).contains(deployment);
        Long fence = after.database.read("read the fence",
            handle -> handle.createQuery("select fence from deployments").mapTo(Long.class).one());
        Long heads = after.database.read("count heads", handle -> handle
            .createQuery("select count(*) from outbox_head")
            .mapTo(Long.class)
            .one());
        assertThat(fence).isNotEqualTo(99);
        assertThat(heads).isEqualTo(2);
      }
    }
  }

  private static void commitByAnother(DatabaseSettings settings, String sql) {
    try (Connection connection = DriverManager.getConnection(settings.url(), settings.user(), "");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is in the files at an instant is what a process leaves there that is killed then. */
  private static void copyAsAKillLeavesIt(Path from, Path to) {
    try {
      Files.createDirectory(to);
      Files.copy(from.resolve("whopship.mv.db"), to.resolve("whopship.mv.db"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aSecondProcessIsToldThatTheFileIsLocked() throws Exception {
    try (JdbcStores first = open();
        Child second = Child.start(EndlessWriter.class, DatabaseSettings.h2(directory))) {
      assertThat(second.nextLine()).startsWith("the database jdbc:h2:retry:" + directory)
          .endsWith(" is locked: another process has it open. Stop that one, or give this one"
              + " another data directory");
      assertThat(first.deployments().check()).isInstanceOf(Check.Usable.class);
    }
  }
}
