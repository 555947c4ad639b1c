package io.whopship.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.whopship.ports.model.servers.Registration;
import io.whopship.ports.model.servers.RunningServer;
import io.whopship.ports.model.servers.ServerName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers go by the time of their database. */
class DatabaseClockTest {

  @TempDir
  Path directory;

  @Test
  void isThatOfTheDatabase() {
    try (Database database = Database.open(DatabaseSettings.h2(directory))) {
      assertThat(database.read("look at the clock", DatabaseClock.ITS_OWN::now))
          .isCloseTo(Instant.now(), within(30, ChronoUnit.SECONDS));
    }
  }

  @Test
  void isWhatServersAreAliveBy() {
    RunningServer server = new RunningServer(new ServerName("a"), UUID.randomUUID(), "machine",
        URI.create("http://a:8000"), Set.of(), Instant.EPOCH);
    try (JdbcStores stores = JdbcStores.open(DatabaseSettings.h2(directory))) {
      assertThat(stores.servers().register(server)).isEqualTo(new Registration.Registered());

      assertThat(stores.servers().alive()).containsExactly(server);
      assertThat(stores.agentLeases().list()).isEmpty();
    }
  }
}
