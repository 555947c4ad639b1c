package io.whopship.agent.docker;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driven.PortException.Unavailable;
import io.whopship.ports.driven.agents.ContainerHost.Action;
import io.whopship.ports.driven.agents.ContainerHost.Done;
import io.whopship.ports.model.agents.Container;
import io.whopship.ports.model.agents.ContainerName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerHostTest {

  private final TestEngine engine = TestEngine.running();
  private final DockerHost host = new DockerHost(engine.settings());

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void listsAllContainersByName() {
    try (TestContainer stopped = TestContainer.named(engine, "list-b", false);
        TestContainer running = TestContainer.named(engine, "list-a", false)) {
      stopped.stop();

      List<Container> listed = host.containers()
          .stream()
          .filter(container -> container.name().value().startsWith("list-"))
          .collect(toList());

      assertThat(listed).extracting(container -> container.name().value())
          .containsExactly("list-a", "list-b");
      assertThat(listed).extracting(Container::state).containsExactly("running", "exited");
      Container first = listed.getFirst();
      assertThat(first.id()).isEqualTo(running.id());
      assertThat(first.image()).isEqualTo(TestEngine.IMAGE);
      assertThat(first.status()).startsWith("Up ");
      assertThat(first.createdAt()).isBetween(Instant.now().minus(Duration.ofMinutes(1)),
          Instant.now());
    }
  }

  @Test
  void whatIsAskedForIsDoneAlsoIfItWasBefore() {
    try (TestContainer container = TestContainer.started(engine)) {
      ContainerName name = container.name();
      for (Action action : List.of(Action.STOP, Action.STOP, Action.START, Action.START,
          Action.RESTART, Action.STOP, Action.RESTART)) {
        assertThat(host.act(name, action)).as("%s", action).isEqualTo(new Done.Ok());
        assertThat(state(name)).isEqualTo(action == Action.STOP ? "exited" : "running");
      }
    }
  }

  private String state(ContainerName name) {
    return host.containers()
        .stream()
        .filter(container -> container.name().equals(name))
        .findFirst()
        .orElseThrow()
        .state();
  }

  @Test
  void aContainerThatIsNotThereIsSaidToBeNone() {
    for (Action action : Action.values()) {
      assertThat(host.act(new ContainerName("nobody"), action))
          .isEqualTo(new Done.NoSuchContainer());
    }
  }

  @Test
  void theBeginningOfAnIdIsNoName() {
    try (TestContainer container = TestContainer.started(engine)) {
      ContainerName prefix = new ContainerName(container.id().substring(0, 12));

      assertThat(host.act(prefix, Action.STOP)).isEqualTo(new Done.NoSuchContainer());
      assertThat(state(container.name())).isEqualTo("running");
    }
  }

  @Test
  void theEnginesRefusalIsGivenInItsOwnWords() {
    String id = engine.client()
        .createContainerCmd(TestEngine.IMAGE)
        .withName("refused")
        .withCmd("/no/such/program")
        .exec()
        .getId();
    try {
      assertThat(host.act(new ContainerName("refused"), Action.START))
          .isInstanceOfSatisfying(Done.Refused.class,
              refused -> assertThat(refused.reason()).contains("/no/such/program")
                  .doesNotContain("Status ")
                  .doesNotContain("\n"));
    } finally {
      engine.client().removeContainerCmd(id).withForce(true).exec();
    }
  }

  @Test
  void anEngineThatIsNotThereIsUnavailableAndSaidByItsAddress(@TempDir Path folder) {
    Path socket = folder.resolve("docker.sock");
    try (DockerHost away = new DockerHost(DockerSettings.at(socket))) {
      assertThatThrownBy(away::ping).isInstanceOf(Unavailable.class)
          .hasMessage("the Docker Engine at unix://" + socket + " is not there: no such socket");
      assertThatThrownBy(away::containers).isInstanceOf(Unavailable.class);
      assertThatThrownBy(() -> away.act(new ContainerName("web"), Action.STOP))
          .isInstanceOf(Unavailable.class);
    }
  }

  @Test
  void aSocketThatNobodyAnswersIsUnavailable(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("docker.sock"));
    try (DockerHost away = new DockerHost(DockerSettings.at(file))) {
      assertThatThrownBy(away::ping).isInstanceOf(Unavailable.class)
          .hasMessageContaining("does not answer");
    }
  }
}
