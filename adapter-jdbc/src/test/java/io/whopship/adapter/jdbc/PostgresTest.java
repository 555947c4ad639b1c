package io.whopship.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.whopship.ports.driven.Checkable.Check;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.Signals.Signal;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.identity.Secret;
import io.whopship.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netcrusher.core.reactor.NioReactor;
import org.netcrusher.tcp.TcpCrusher;
import org.netcrusher.tcp.TcpCrusherBuilder;

/** A PostgreSQL that is not as it should be. */
class PostgresTest {

  private static final Secret PASSWORD = new Secret(PostgresServer.PASSWORD);

  private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

  @TempDir
  Path directory;

  private DatabaseSettings settings() {
    return TestDatabase.POSTGRESQL.in(directory);
  }

  private static DatabaseSettings at(String url, Secret password) {
    return DatabaseSettings.postgresql(url, PostgresServer.USER, password).withConnections(2);
  }

  @Test
  void aWrongPasswordIsSaidWithoutShowingIt() {
    DatabaseSettings wrong = at(settings().url(), new Secret("hush-hush"));

    assertThatThrownBy(() -> Database.open(wrong))
        .isInstanceOf(PortException.Rejected.class)
        .hasMessageStartingWith("database: cannot open " + settings().url() + ": ")
        .hasMessageContaining("password authentication failed for user \"whopship\"")
        .hasMessageEndingWith("Check user and password, and that pg_hba.conf lets them in from"
            + " this machine")
        .hasMessageNotContaining("hush");
  }

  @Test
  void aDatabaseThatIsNotThereIsToBeCreated() {
    DatabaseSettings wrong = at(PostgresServer.shared().url("nowhere"), PASSWORD);

    assertThatThrownBy(() -> Database.open(wrong))
        .isInstanceOf(PortException.Rejected.class)
        .hasMessageContaining("database \"nowhere\" does not exist")
        .hasMessageEndingWith("Create this database, or name another in the URL");
  }

  @Test
  void aServerThatDoesNotListenIsUnavailable() {
    DatabaseSettings wrong = at(PostgresServer.url(1, "whopship"), PASSWORD);

    assertThatThrownBy(() -> Database.open(wrong))
        .isInstanceOf(PortException.Unavailable.class)
        .hasMessageStartingWith("database: cannot open jdbc:postgresql://127.0.0.1:1/whopship: ")
        .hasMessageEndingWith("See that PostgreSQL runs there and listens, and that no firewall is"
            + " between");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdbc:postgresql://u:hush@host/db",
      "jdbc:postgresql://host/db?user=u&password=hush", "jdbc:postgresql://host/db?PassWord=hush"})
  void aSecretInTheUrlIsRefusedAndNotRepeated(String url) {
    assertThatIllegalArgumentException().isThrownBy(() -> at(url, PASSWORD))
        .withMessage(
            "database URL must not hold user or password: they have settings of their own");
  }

  @Test
  void anotherKindOfUrlIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> at("postgresql://host/db?sslmode=hush", PASSWORD))
        .withMessage("database URL must be like jdbc:postgresql://host:5432/database, but is"
            + " 'postgresql://host/db'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> at("jdbc:postgresql://host:99999/db", PASSWORD))
        .withMessageEndingWith("but is 'jdbc:postgresql://host:99999/db'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DatabaseSettings.postgresql("jdbc:postgresql://host/db", " ", PASSWORD))
        .withMessage("database user must be set");
  }

  @Test
  void everyConnectionIsBoundedAndInTheTimeZoneOfTheTests() {
    try (OpenStores opened = new OpenStores(settings())) {
      String found = opened.database.read("read settings",
          handle -> handle.createQuery("select concat_ws(' ', current_setting('statement_timeout'),"
              + " current_setting('lock_timeout'),"
              + " current_setting('idle_in_transaction_session_timeout'),"
              + " current_setting('application_name'), current_setting('timezone'))")
              .mapTo(String.class)
              .one());

      assertThat(found).isEqualTo("8s 5s 3s whopship " + PostgresServer.TIME_ZONE);
    }
  }

  @Test
  void aLockThatIsNotHadInTimeIsUnavailable() {
    try (OpenStores opened = new OpenStores(settings())) {
      Deployment deployment = Given.deployment(opened.stores, "site");
      opened.database.inTransaction("hold the row", handle -> {
        handle.execute("update deployments set fence = 9");
        assertThatThrownBy(() -> CompletableFuture
            .runAsync(() -> opened.database.inTransaction("wait for it", other -> {
              other.execute("set local lock_timeout = 50");
              return other.execute("update deployments set fence = 10");
            }))
            .join()).hasCauseInstanceOf(PortException.Unavailable.class);
        return handle;
      });
      assertThat(opened.deployments().claim(deployment.id())).isPresent();
    }
  }

  @Test
  void whoWritesALogThatIsLockedDoesNotHoldUpThoseOfOthers() {
    try (OpenStores opened = new OpenStores(settings())) {
      Deployment locked = Given.deployment(opened.stores, "locked");
      Deployment other = Given.deployment(opened.stores, "other");
      CompletableFuture<?> late = opened.database.inTransaction("lock", handle -> {
        JdbcDeploymentLogs.lock(handle, locked.id());
        CompletableFuture<?> waiting = CompletableFuture.runAsync(
            () -> opened.logs().append(locked.id(), List.of(Given.line("late"))), THREADS);
        CompletableFuture<?> inTime = CompletableFuture.runAsync(
            () -> opened.logs().append(other.id(), List.of(Given.line("in time"))), THREADS);
        await().until(inTime::isDone);
        assertThat(waiting).isNotDone();
        return waiting;
      });
      late.join();

      assertThat(opened.logs().extent(locked.id()).last()).isEqualTo(1);
      assertThat(opened.logs().extent(other.id()).last()).isEqualTo(1);
    }
  }

  @Test
  void aServerThatStallsInATransactionLosesItsLocks() {
    try (OpenStores stalled = new OpenStores(settings());
        OpenStores opened = new OpenStores(settings())) {
      Deployment deployment = Given.deployment(stalled.stores, "site");

      assertThatThrownBy(() -> stalled.database.inTransaction("stall", handle -> {
        handle.execute("set local idle_in_transaction_session_timeout = 100");
        handle.execute("update deployments set fence = 99");
        // Waits for the lock, which is let go although this transaction has not ended.
        assertThat(CompletableFuture
            .supplyAsync(() -> opened.deployments().claim(deployment.id()))
            .join()).map(Deployment::fence).contains(deployment.fence() + 1);
        return handle.execute("update deployments set fence = 100");
      })).isInstanceOf(PortException.Unavailable.class);

      assertThat(stalled.deployments().find(deployment.id())).map(Deployment::fence)
          .contains(deployment.fence() + 1);
    }
  }

  @Test
  void aNetworkThatGoesSilentIsUnavailableInSomeTenSecondsAndThenGoesOn() throws Exception {
    int port = freePort();
    try (NioReactor reactor = new NioReactor();
        TcpCrusher network = TcpCrusherBuilder.builder()
            .withReactor(reactor)
            .withBindAddress("127.0.0.1", port)
            .withConnectAddress("127.0.0.1", PostgresServer.shared().port())
            .buildAndOpen()) {
      String name = settings().url().replaceAll(".*/", "");
      try (OpenStores opened = new OpenStores(at(PostgresServer.url(port, name), PASSWORD))) {
        Deployment deployment = Given.deployment(opened.stores, "site");
        network.freeze();
        long before = System.nanoTime();

        assertThatThrownBy(() -> opened.deployments().find(deployment.id()))
            .isInstanceOf(PortException.Unavailable.class);

        assertThat(Duration.ofNanos(System.nanoTime() - before))
            .isLessThan(Duration.ofSeconds(16));
        network.unfreeze();
        await().atMost(Duration.ofSeconds(30))
            .until(() -> opened.deployments().check(), Check.Usable.class::isInstance);
        assertThat(opened.deployments().find(deployment.id())).isPresent();
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void aDatabaseThatComesBackIsUsedAgain() throws Exception {
    try (PostgresServer server = PostgresServer.start();
        OpenStores opened = new OpenStores(at(server.url(server.newDatabase()), PASSWORD))) {
      Deployment deployment = Given.deployment(opened.stores, "site");
      List<Signal> heard = new CopyOnWriteArrayList<>();
      opened.stores.signals().listen(heard::add);
      await().until(() -> !heard.isEmpty());
      heard.clear();

      server.stop();
      opened.stores.signals().announce(new Signal.WorkIsDue());
      assertThatThrownBy(() -> opened.deployments().find(deployment.id()))
          .isInstanceOf(PortException.Unavailable.class);
      server.restart();

      await().atMost(Duration.ofSeconds(30))
          .until(() -> opened.deployments().check(), Check.Usable.class::isInstance);
      assertThat(opened.deployments().find(deployment.id())).contains(deployment);
      await().atMost(Duration.ofSeconds(30)).until(() -> heard.contains(new Signal.Anything()));
    }
  }
}
