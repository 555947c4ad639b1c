package io.whopship.adapter.cloudflare.workerd;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A workerd with a configuration of a test's own. */
public final class ConfiguredWorkerd implements AutoCloseable {

  private static final int DATA_KILOBYTES = 2_000_000;

  private final Process supervisor;
  private final Map<String, Integer> ports;

  private ConfiguredWorkerd(Process supervisor, Map<String, Integer> ports) {
    this.supervisor = supervisor;
    this.ports = ports;
  }

  /**
   * Starts it, and waits until it listens.
   *
   * @param directory in which its configuration is written, and to which the configuration's paths
   * are relative
   * @param sockets how many there are in the configuration
   */
  public static ConfiguredWorkerd start(Path directory, String configuration, int sockets)
      throws IOException {
    RuntimeFiles runtime = RuntimeFiles.in(directory);
    runtime.write();
    Files.writeString(directory.resolve("config.capnp"), configuration);
    Process supervisor = new ProcessBuilder("/bin/sh", runtime.supervisor().toString(),
        Integer.toString(DATA_KILOBYTES), RunningEdge.installedBinary().path().toString(), "serve",
        "config.capnp")
        .directory(directory.toFile())
        .redirectError(directory.resolve("output").toFile())
        .start();
    Map<String, Integer> ports = new ConcurrentHashMap<>();
    BufferedReader events = supervisor.inputReader(StandardCharsets.UTF_8);
    while (ports.size() < sockets) {
      String line = events.readLine();
      if (line == null) {
        throw new IllegalStateException("workerd does not take the configuration in " + directory
            + ":\n" + Files.readString(directory.resolve("output")));
      }
      JsonObject event = new JsonObject(line);
      if ("listen".equals(event.getString("event"))) {
        ports.put(event.getString("socket"), event.getInteger("port"));
      }
    }
    // workerd must never wait for somebody to take its events
    Thread.ofVirtual().start(() -> events.lines().forEach(event -> {
    }));
    return new ConfiguredWorkerd(supervisor, ports);
  }

  public int port(String socket) {
    return Objects.requireNonNull(ports.get(socket), socket);
  }

  /** Waits until it has ended. */
  @Override
  public void close() {
    try {
      supervisor.getOutputStream().close();
      if (!supervisor.waitFor(10, TimeUnit.SECONDS)) {
        supervisor.descendants().forEach(ProcessHandle::destroyForcibly);
        supervisor.destroyForcibly();
      }
    } catch (IOException e) {
      supervisor.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
