package io.whopship.app;

import static org.awaitility.Awaitility.await;

import io.whopship.app.ManyServers.Node;
import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.logs.LogType;
import io.whopship.testkit.FakeContainerHost;
import io.whopship.testkit.contract.ContainerHostContract;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/** A host by way of another server keeps all promises that one at hand does. */
@Timeout(120)
class PeerHostContractTest extends ContainerHostContract {

  private static final FakeContainerHost FAKE = new FakeContainerHost(InstantSource.system());
  private static final ManyServers SERVERS = new ManyServers();
  private static ContainerHost host;

  @BeforeAll
  static void start() throws IOException {
    Node owner = SERVERS.start("owner");
    Agent agent = owner.invite();
    owner.connect(agent, FAKE);
    host = SERVERS.start("other").hostByItsServer(agent);
  }

  @AfterAll
  static void stop() {
    SERVERS.close();
  }

  @Override
  protected RunningHost open() {
    return new RunningHost() {
      @Override
      public ContainerHost host() {
        return host;
      }

      @Override
      public ContainerName freshName() {
        return new ContainerName("c-" + UUID.randomUUID());
      }

      @Override
      public void create(ContainerName name) {
        FAKE.create(name.value());
      }

      @Override
      public void remove(ContainerName name) {
        FAKE.remove(name.value());
      }

      @Override
      public void say(ContainerName name, LogType stream, List<String> lines) {
        FAKE.say(name.value(), stream, lines.toArray(String[]::new));
      }

      @Override
      public void await(BooleanSupplier condition) {
        PeerHostContractTest.awaitSoon(condition);
      }

      @Override
      public void close() {
        // Names are fresh: what is left disturbs nobody.
      }
    };
  }

  private static void awaitSoon(BooleanSupplier condition) {
    await().atMost(Duration.ofSeconds(30)).until(condition::getAsBoolean);
  }
}
