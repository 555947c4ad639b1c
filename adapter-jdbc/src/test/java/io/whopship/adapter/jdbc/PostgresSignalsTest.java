package io.whopship.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whopship.ports.driven.Signals;
import io.whopship.ports.driven.Signals.Signal;
import io.whopship.ports.driven.Signals.Signal.DeploymentChanged;
import io.whopship.ports.driving.AdvanceDeployment.Next;
import io.whopship.ports.driving.TellRoute;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Work;
import io.whopship.testkit.contract.SignalsContract;
import io.whopship.testkit.postgres.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresSignalsTest extends SignalsContract {

  private static final Signal CHANGE = new DeploymentChanged(new DeploymentId(7));

  @TempDir
  Path directory;

  private JdbcStores stores() {
    return JdbcStores.open(TestDatabase.POSTGRESQL.in(directory));
  }

  @Override
  protected Pair open() {
    JdbcStores one = stores();
    JdbcStores other = stores();
    return new Pair() {
      @Override
      public Signals one() {
        return one.signals();
      }

      @Override
      public Signals other() {
        return other.signals();
      }

      @Override
      public void await(BooleanSupplier condition) {
        org.awaitility.Awaitility.await()
            .pollInterval(Duration.ofMillis(10))
            .atMost(Duration.ofSeconds(30))
            .until(condition::getAsBoolean);
      }

      @Override
      public void close() {
        one.close();
        other.close();
      }
    };
  }

  @Test
  void aConnectionThatBreaksIsReplacedAndWhoeverListensLooksAtEverything() {
    try (JdbcStores one = stores(); JdbcStores other = stores()) {
      List<Signal> heard = new CopyOnWriteArrayList<>();
      other.signals().listen(heard::add);
      await().until(() -> heard.contains(new Signal.Anything()));
      heard.clear();

      PostgresServer.shared()
          .execute("postgres", "select pg_terminate_backend(pid) from pg_stat_activity"
              + " where usename = 'whopship'");

      await().atMost(Duration.ofSeconds(30)).until(() -> heard.contains(new Signal.Anything()));
      await().atMost(Duration.ofSeconds(30)).until(() -> {
        one.signals().announce(CHANGE);
        return heard.contains(CHANGE);
      });
    }
  }

  @Test
  void whatIsAnnouncedLastIsSentBeforeTheEnd() {
    try (JdbcStores other = stores()) {
      List<Signal> all = new CopyOnWriteArrayList<>();
      other.signals().listen(all::add);
      await().until(() -> !all.isEmpty());
      JdbcStores one = stores();
      one.signals().announce(CHANGE);
      one.close();

      await().until(() -> all.contains(CHANGE));
    }
  }

  @Test
  void aServerThatNeverAsksForWorkIsWokenByAnotherThatSchedulesIt() {
    WorkSettings neverAsks = new WorkSettings("other", 8, Duration.ofHours(1),
        Duration.ofSeconds(5));
    List<Long> done = new CopyOnWriteArrayList<>();
    try (JdbcStores one = stores();
        JdbcStores other = stores();
        WorkRunner runner = other.run(work -> {
          done.add(work.deployment().value());
          return new Next.Done();
        }, route -> new TellRoute.Next.Done(), neverAsks)) {
      // The first may be found by the look that the beginning of listening brings.
      for (long id : new long[]{1, 2, 3}) {
        one.workQueue().schedule(Work.first(new DeploymentId(id), 1), Instant.now());

        await().atMost(Duration.ofSeconds(30)).until(() -> done.contains(id));
      }
      assertThat(runner).isNotNull();
    }
  }

  @Test
  void somethingOfAnotherOnTheChannelDisturbsNobody() {
    try (JdbcStores one = stores(); JdbcStores other = stores()) {
      List<Signal> heard = new CopyOnWriteArrayList<>();
      other.signals().listen(heard::add);
      String database = TestDatabase.POSTGRESQL.in(directory).url().replaceAll(".*/", "");

      PostgresServer.shared().execute(database, "notify " + PostgresSignals.CHANNEL + ", 'lunch'");

      await().atMost(Duration.ofSeconds(30)).until(() -> {
        one.signals().announce(CHANGE);
        return heard.contains(CHANGE);
      });
    }
  }

  @Test
  void aTextHoldsLessThanPostgresqlTakes() {
    UUID sender = UUID.randomUUID();
    List<Signal> many = LongStream.range(0, 3_000)
        .mapToObj(i -> (Signal) new DeploymentChanged(new DeploymentId(Long.MAX_VALUE / 10 - i)))
        .toList();

    List<String> texts = SignalText.write(sender, many);

    assertThat(texts).allMatch(text -> text.length() < 8_000).hasSizeLessThan(10);
    assertThat(texts.stream().map(SignalText::read).flatMap(text -> text.signals().stream()))
        .containsExactlyElementsOf(many);
  }

  @Test
  void aWordThatIsNotKnownMayMeanAnything() {
    assertThat(SignalText.read(new UUID(1, 2) + " w future d3").signals())
        .containsExactly(new Signal.WorkIsDue(), new Signal.Anything(),
            new DeploymentChanged(new DeploymentId(3)));
  }
}
