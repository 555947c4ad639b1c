package io.whopship.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.whopship.ports.driven.Checkable.Check;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.identity.Secret;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TimeZone;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {

  @TempDir
  Path directory;

  @Test
  void aDatabaseThatIsClosedIsUnavailable() {
    OpenStores h2 = new OpenStores(DatabaseSettings.h2(directory));
    h2.close();

    assertThatThrownBy(() -> h2.apps().find(new AppId(1)))
        .isInstanceOf(PortException.Unavailable.class)
        .hasMessageStartingWith("database: cannot find app 1: ")
        .extracting(fault -> ((PortException.Unavailable) fault).service())
        .isEqualTo(PortException.Service.DATABASE);
    assertThatThrownBy(() -> h2.apps().find(new AppId(1)))
        .hasRootCauseInstanceOf(SQLException.class);
    assertThat(h2.deployments().check()).isInstanceOf(Check.Unusable.class);
  }

  @Test
  void aFileThatH2ClosedUnderUsIsOpenedAgain() {
    try (OpenStores h2 = new OpenStores(DatabaseSettings.h2(directory))) {
      App app = Given.app(h2.stores, "site");
      assertThatThrownBy(() -> h2.execute("shutdown immediately"))
          .isInstanceOf(PortException.class);

      await().atMost(Duration.ofSeconds(10))
          .until(() -> h2.deployments().check(),
              Check.Usable.class::isInstance);
      assertThat(h2.apps().find(app.id())).contains(app);
    }
  }

  @Test
  void oneAtATimeChangesAnH2WhileOthersRead() {
    try (Database database = Database.open(DatabaseSettings.h2(directory))) {
      JdbcStores stores = new JdbcStores(database);
      Deployment deployment = Given.deployment(stores, "site");
      CompletableFuture<App> second = database.inTransaction("be first", handle -> {
        handle.execute("update deployments set fence = 9");
        CompletableFuture<App> other = CompletableFuture
            .supplyAsync(() -> Given.app(stores, "other"));
        await().until(() -> database.connections().waiting() == 1);
        assertThat(stores.deployments().find(deployment.id())).contains(deployment);
        return other;
      });

      assertThat(second.join().subdomain()).hasToString("other");
    }
  }

  @Test
  void whoReadsChangesNothing() {
    try (Database database = Database.open(DatabaseSettings.h2(directory))) {
      for (String change : List.of("delete from apps", "select * from apps for update")) {
        assertThatThrownBy(() -> database.read("look", handle -> handle.createQuery(change)
            .mapToMap()
            .list())).isInstanceOf(IllegalStateException.class).hasMessageContaining(change);
      }
    }
  }

  @Test
  void aLockThatIsNotHadInTimeIsUnavailable() throws SQLException {
    DatabaseSettings settings = DatabaseSettings.h2(directory);
    DatabaseSettings impatient = DatabaseSettings.of(settings.url().replace("=5000", "=50"),
        settings.user(), settings.password());
    try (Database database = Database.open(impatient);
        Connection other = DriverManager.getConnection(impatient.url(), impatient.user(), "");
        Statement statement = other.createStatement()) {
      JdbcStores stores = new JdbcStores(database);
      Deployment deployment = Given.deployment(stores, "site");
      other.setAutoCommit(false);
      statement.execute("update deployments set fence = 9");

      assertThatThrownBy(() -> stores.deployments().claim(deployment.id()))
          .isInstanceOf(PortException.Unavailable.class);
    }
  }

  @Test
  void aCheckLeavesNoLimitToWhateverItsConnectionDoesNext() {
    try (Database one = Database.open(DatabaseSettings.h2(directory).withConnections(2))) {
      one.check();

      assertThat(one.<Integer>read("look", handle -> {
        try (var statement = handle.getConnection().createStatement()) {
          return statement.getQueryTimeout();
        } catch (SQLException e) {
          throw new IllegalStateException(e);
        }
      })).isZero();
    }
  }

  @Test
  void aStatementThatIsWrongIsRejected() {
    try (OpenStores h2 = new OpenStores(DatabaseSettings.h2(directory))) {
      assertThatThrownBy(() -> h2.execute("select * from nothing"))
          .isInstanceOf(PortException.Rejected.class);
      assertThatThrownBy(() -> h2.execute("insert into outbox_head values (null)"))
          .isInstanceOf(PortException.Rejected.class);
    }
  }

  @Test
  void interruptedCallersDoNotTakeTheFileFromTheOthers() throws Exception {
    try (OpenStores h2 = new OpenStores(DatabaseSettings.h2(directory))) {
      Deployment deployment = Given.deployment(h2.stores, "site");
      AtomicInteger acknowledged = new AtomicInteger();
      Thread writer = Thread.ofVirtual().start(() -> {
        for (int i = 0; i < 200; i++) {
          Thread.currentThread().interrupt();
          try {
            Given.won(h2.stores, Change.lines(deployment, List.of(Given.line("line"))));
            acknowledged.incrementAndGet();
          } catch (PortException.Unavailable e) {
            // Fine for the one that was interrupted.
          }
        }
      });
      for (int i = 0; i < 200; i++) {
        assertThat(h2.deployments().find(deployment.id())).isPresent();
      }
      writer.join();

      assertThat(h2.logs().read(deployment.id(), 0, 1000)).hasSize(acknowledged.get());
    }
  }

  @Test
  void timesAreRightInTheHourThatIsRepeatedInAutumn() {
    TimeZone before = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
    try (OpenStores h2 = new OpenStores(DatabaseSettings.h2(directory))) {
      Instant first = Instant.parse("2026-10-25T00:30:00Z");
      for (Instant at : List.of(first, first.plusSeconds(3600))) {
        Instant read = h2.database.read("bind and read",
            handle -> handle.createQuery("select cast(:at as timestamp(3) with time zone) as t")
                .bind("at", at)
                .map((row, context) -> InstantArgument.read(row, "t"))
                .one());
        assertThat(read).isEqualTo(at);
      }
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Test
  void aServerThatIsNotThereIsUnavailable() {
    DatabaseSettings nowhere = DatabaseSettings.of("jdbc:h2:tcp://127.0.0.1:1/x", "u",
        new Secret("hush"));

    assertThatThrownBy(() -> JdbcStores.open(nowhere))
        .isInstanceOf(PortException.Unavailable.class)
        .hasMessageNotContaining("hush");
  }

  @Test
  void settingsThatCannotWorkAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DatabaseSettings.of("postgresql://x", "u", new Secret("")))
        .withMessageContaining("jdbc:");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DatabaseSettings.h2(directory).withConnections(1))
        .withMessageContaining("2 or more, but are 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DatabaseSettings.h2(directory.resolve("a;INIT=x")))
        .withMessageContaining("';'");
  }

  @Test
  void workSettingsThatCannotWorkAreRefused() {
    Duration second = Duration.ofSeconds(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WorkSettings("a node", 8, second, second))
        .withMessageContaining("but is 'a node'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WorkSettings("node", 0, second, second))
        .withMessageContaining("1 or more, but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WorkSettings("node", 8, Duration.ZERO, second))
        .withMessageContaining("1 ms or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WorkSettings("node", 8, second, second.negated()))
        .withMessageContaining("must not be negative");
  }
}
