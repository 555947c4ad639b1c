package io.whopship.agent.docker;

import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.logs.LogType;
import io.whopship.testkit.contract.ContainerHostContract;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

class DockerHostContractTest extends ContainerHostContract {

  @Override
  protected RunningHost open() {
    return new RunningEngine();
  }

  private static final class RunningEngine implements RunningHost {

    private final TestEngine engine = TestEngine.running();
    private final DockerHost host = new DockerHost(engine.settings());
    private final Map<ContainerName, TestContainer> containers = new HashMap<>();

    @Override
    public ContainerHost host() {
      return host;
    }

    @Override
    public ContainerName freshName() {
      return new ContainerName(TestContainer.freeName());
    }

    @Override
    public void create(ContainerName name) {
      containers.put(name, TestContainer.named(engine, name.value(), false));
    }

    @Override
    public void remove(ContainerName name) {
      container(name).remove();
    }

    @Override
    public void say(ContainerName name, LogType stream, List<String> lines) {
      TestContainer container = container(name);
      String to = stream == LogType.STDERR ? " >&2" : "";
      lines.forEach(line -> container.run("echo '" + line + "'" + to));
      container.awaitDone();
    }

    private TestContainer container(ContainerName name) {
      return Objects.requireNonNull(containers.get(name));
    }

    @Override
    public void await(BooleanSupplier condition) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(10))
          .until(condition::getAsBoolean);
    }

    @Override
    public void close() {
      host.close();
      containers.values().forEach(TestContainer::close);
    }
  }
}
