package io.whopship.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Work;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers on one database, in processes of their own, of which one is killed. */
class TakeoverTest {

  private static final Work WORK = Work.first(new DeploymentId(7), 3);
  private static final String BEGAN = "began 7:3";

  @TempDir
  Path directory;

  @Test
  void workOfAServerThatIsKilledIsTakenOverWithinTenSeconds() throws Exception {
    DatabaseSettings settings = TestDatabase.POSTGRESQL.in(directory);
    try (JdbcStores stores = JdbcStores.open(settings);
        Child first = Child.start(WorkerProgram.class, settings, "node-1", "hang")) {
      assertThat(first.nextLine()).isEqualTo("ready");
      stores.workQueue().schedule(WORK, Instant.now());
      assertThat(first.nextLine()).isEqualTo(BEGAN);
      try (Child second = Child.start(WorkerProgram.class, settings, "node-2")) {
        assertThat(second.nextLine()).isEqualTo("ready");

        first.kill();
        long killed = System.nanoTime();

        assertThat(second.nextLine()).isEqualTo(BEGAN);
        Duration takeover = Duration.ofNanos(System.nanoTime() - killed);
        System.out.println("taken over after " + takeover);
        assertThat(takeover).isLessThan(Duration.ofSeconds(10));
      }
    }
  }

  @Test
  void aServerThatIsStartedAgainTakesUpItsOwnWorkAtOnce() throws Exception {
    DatabaseSettings settings = TestDatabase.POSTGRESQL.in(directory);
    try (JdbcStores stores = JdbcStores.open(settings);
        Child first = Child.start(WorkerProgram.class, settings, "node-1", "hang")) {
      assertThat(first.nextLine()).isEqualTo("ready");
      stores.workQueue().schedule(WORK, Instant.now());
      assertThat(first.nextLine()).isEqualTo(BEGAN);
      first.kill();

      try (Child again = Child.start(WorkerProgram.class, settings, "node-1")) {
        assertThat(again.nextLine()).isEqualTo("ready");
        long started = System.nanoTime();
        assertThat(again.nextLine()).isEqualTo(BEGAN);
        assertThat(Duration.ofNanos(System.nanoTime() - started))
            .isLessThan(Duration.ofSeconds(4));
      }
    }
  }
}
