package io.whopship.agent.docker;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Which engine, and how much is kept of what its containers say.
 *
 * @param socket the engine's Unix socket
 * @param spoolLines how many last lines of a container are kept, to go on from a cursor
 * @param spoolBytes and how many bytes of them at most
 * @param maxFollows how many containers may be followed at the same time: each takes a connection
 * @param look how often a container that does not run is looked for
 * @param resumable how long a place in a log is known after nobody follows it any more
 */
public record DockerSettings(Path socket, int spoolLines, int spoolBytes, int maxFollows,
    Duration look, Duration resumable) {

  public static final Path USUAL_SOCKET = Path.of("/var/run/docker.sock");

  public DockerSettings {
    require("spoolLines", spoolLines);
    require("spoolBytes", spoolBytes);
    require("maxFollows", maxFollows);
  }

  /** The defaults, for the engine behind this socket. */
  public static DockerSettings at(Path socket) {
    return new DockerSettings(socket.toAbsolutePath(), 1_000, 1024 * 1024, 200,
        Duration.ofMillis(300), Duration.ofMinutes(10));
  }

  /**
   * The socket of an address.
   *
   * @throws IllegalArgumentException if it is not {@code unix://} and an absolute path
   */
  public static Path socketOf(String address) {
    if (!address.matches("unix:///[^?#]+")) {
      throw new IllegalArgumentException(
          "must be unix:// and an absolute path, such as unix://" + USUAL_SOCKET + ", but is '"
              + address + "'");
    }
    return Path.of(address.substring("unix://".length()));
  }

  public DockerSettings withSpool(int lines, int bytes) {
    return new DockerSettings(socket, lines, bytes, maxFollows, look, resumable);
  }

  public DockerSettings withMaxFollows(int number) {
    return new DockerSettings(socket, spoolLines, spoolBytes, number, look, resumable);
  }

  URI address() {
    return URI.create("unix://" + socket);
  }

  private static void require(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be 1 or more, but is " + value);
    }
  }
}
