package io.whopship.agent.docker;

import io.whopship.ports.driven.PortException.Unavailable;
import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.driven.agents.LogSink;
import io.whopship.ports.model.agents.Container;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.logs.Cursor;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The containers of a Docker Engine. The order of lines holds within stdout and within stderr;
 * between the two, the engine itself does not know it.
 *
 * <p>
 * Of a container that many follow, the log is read once, and all share the numbering. A cursor is
 * known while somebody follows, and for a while after the last has left. A container that is made
 * anew meanwhile begins another numbering, since what the former said last is gone.
 */
public final class DockerHost implements ContainerHost, AutoCloseable {

  private final DockerSettings settings;
  private final DockerEngine engine;
  private final Map<ContainerName, ContainerLog> logs = new HashMap<>();

  /** Asks the engine nothing yet: it need not be there. */
  public DockerHost(DockerSettings settings) {
    this.settings = settings;
    this.engine = new DockerEngine(settings);
  }

  /** Finds out whether the engine answers; throws {@link Unavailable} with what to do if not. */
  public void ping() {
    engine.ping();
  }

  @Override
  public List<Container> containers() {
    return engine.containers();
  }

  @Override
  public Done act(ContainerName container, Action action) {
    return engine.act(container, action);
  }

  /**
   * Follows a container.
   *
   * @throws Unavailable if more containers are followed already than may be
   */
  @Override
  public synchronized Following follow(ContainerName container, @Nullable Cursor after, int tail,
      LogSink sink) {
    forgetOldPlaces();
    ContainerLog log = logs.get(container);
    boolean goesOn = log != null && (log.isFollowed() || (after != null && log.knows(after)));
    if (log == null || !goesOn) {
      log = new ContainerLog(container, engine, settings);
    }
    if (!log.isFollowed() && followed() >= settings.maxFollows()) {
      throw new Unavailable("the logs of " + settings.maxFollows()
          + " containers are being followed on this host, which is the most", null);
    }
    logs.put(container, log);
    return log.follow(after, tail, sink);
  }

  private long followed() {
    return logs.values().stream().filter(ContainerLog::isFollowed).count();
  }

  /** As many are remembered as may be followed. */
  private void forgetOldPlaces() {
    Instant now = Instant.now();
    logs.values().removeIf(log -> log.isForgotten(now, settings.resumable()));
    if (logs.size() >= 2 * settings.maxFollows()) {
      logs.values().removeIf(log -> !log.isFollowed());
    }
  }

  /** All following ends. */
  @Override
  public synchronized void close() {
    logs.values().forEach(ContainerLog::end);
    logs.clear();
    engine.close();
  }
}
