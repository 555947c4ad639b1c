package io.whopship.agent.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.whopship.ports.driven.PortException.Unavailable;
import io.whopship.ports.driven.agents.ContainerHost.Action;
import io.whopship.ports.driven.agents.ContainerHost.Done;
import io.whopship.ports.model.agents.Container;
import io.whopship.ports.model.agents.ContainerName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The engine behind its socket. A log that is followed holds its connection, so logs have
 * connections of their own: they can never take those by which the engine is asked.
 */
final class DockerEngine implements AutoCloseable {

  private static final int ASKING = 16;

  /** A container may take its time to stop: its own grace period, ten seconds by default. */
  private static final Duration ANSWER = Duration.ofMinutes(2);

  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final DockerSettings settings;
  private final DockerClient client;
  private final DockerHttpClient logs;

  DockerEngine(DockerSettings settings) {
    this.settings = settings;
    var config = new DefaultDockerClientConfig.Builder()
        .withDockerHost(settings.address().toString())
        .withDockerTlsVerify(false)
        .build();
    this.client = DockerClientImpl.getInstance(config, http().maxConnections(ASKING)
        .responseTimeout(ANSWER)
        .build());
    this.logs = http().maxConnections(settings.maxFollows()).build();
  }

  private ZerodepDockerHttpClient.Builder http() {
    return new ZerodepDockerHttpClient.Builder().dockerHost(settings.address())
        .connectionTimeout(CONNECT);
  }

  void ping() {
    asked(() -> client.pingCmd().exec());
  }

  List<Container> containers() {
    return asked(() -> client.listContainersCmd().withShowAll(true).exec()).stream()
        .flatMap(container -> name(container.getNames()).map(name -> new Container(name,
            container.getId(), container.getImage(), container.getState(), container.getStatus(),
            Instant.ofEpochSecond(container.getCreated())))
            .stream())
        .sorted(Comparator.comparing(container -> container.name().value()))
        .toList();
  }

  /** Its own name: those behind links have a slash of their own. */
  private static Optional<ContainerName> name(String @Nullable [] names) {
    return names == null
        ? Optional.empty()
        : Arrays.stream(names)
            .map(name -> name.substring(1))
            .filter(name -> name.indexOf('/') < 0)
            .findFirst()
            .map(ContainerName::new);
  }

  Done act(ContainerName name, Action action) {
    return find(name).map(container -> act(container.getId(), action))
        .orElseGet(Done.NoSuchContainer::new);
  }

  private Done act(String id, Action action) {
    try {
      return asked(() -> {
        switch (action) {
          case START -> client.startContainerCmd(id).exec();
          case STOP -> client.stopContainerCmd(id).exec();
          case RESTART -> client.restartContainerCmd(id).exec();
        }
        return new Done.Ok();
      });
    } catch (NotModifiedException e) {
      return new Done.Ok();
    } catch (DockerException e) {
      boolean gone = e instanceof NotFoundException && find(id).isEmpty();
      return gone ? new Done.NoSuchContainer() : new Done.Refused(EngineMessage.of(e));
    }
  }

  /** The life that a container of this name has now, or had last. */
  Optional<Life> life(ContainerName name) {
    return find(name).map(container -> new Life(container.getId(),
        OffsetDateTime.parse(String.valueOf(container.getState().getStartedAt())).toInstant(),
        Boolean.TRUE.equals(container.getState().getRunning()),
        Boolean.TRUE.equals(container.getConfig().getTty())));
  }

  /** The engine also takes the beginning of an id for a name; nobody here means one. */
  private Optional<InspectContainerResponse> find(ContainerName name) {
    return find(name.value()).filter(found -> ("/" + name).equals(found.getName()));
  }

  private Optional<InspectContainerResponse> find(String nameOrId) {
    try {
      return Optional.of(asked(() -> client.inspectContainerCmd(nameOrId).exec()));
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  /** The last entries of a log; it ends with the newest. */
  OpenLog tail(Life life, int entries) {
    return open(life, "follow=0&tail=" + entries);
  }

  /** What is logged from this time on, while the container runs. */
  OpenLog follow(Life life, Instant since) {
    return open(life, "follow=1&since=%d.%09d".formatted(since.getEpochSecond(), since.getNano()));
  }

  private OpenLog open(Life life, String which) {
    DockerHttpClient.Response response = asked(() -> logs.execute(DockerHttpClient.Request.builder()
        .method(DockerHttpClient.Request.Method.GET)
        .path("/containers/" + life.container() + "/logs?stdout=1&stderr=1&timestamps=1&" + which)
        .build()));
    if (response.getStatusCode() == 200) {
      return new OpenLog(response, life.terminal() ? new TerminalLog() : new FramedLog());
    }
    try (response) {
      String body = new String(response.getBody().readNBytes(8192), UTF_8);
      throw new Unavailable("the Docker Engine gives no log: " + EngineMessage.in(body), null);
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /** What the engine answers, if only it does. */
  private <T> T asked(Supplier<T> question) {
    try {
      return question.get();
    } catch (DockerException e) {
      throw e;
    } catch (RuntimeException e) {
      throw unavailable(e);
    }
  }

  Unavailable unavailable(Exception cause) {
    String engine = "the Docker Engine at " + settings.address();
    if (!Files.exists(settings.socket())) {
      return new Unavailable(engine + " is not there: no such socket", cause);
    }
    if (!Files.isWritable(settings.socket())) {
      return new Unavailable(engine + " is closed to this user: the socket belongs to the group of"
          + " those who may use it (usually docker); join it, or run as a user who has", cause);
    }
    return new Unavailable(engine + " does not answer: " + root(cause).getMessage(), cause);
  }

  private static Throwable root(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return cause == null ? thrown : root(cause);
  }

  @Override
  public void close() {
    try {
      logs.close();
      client.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
