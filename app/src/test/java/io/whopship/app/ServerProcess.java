package io.whopship.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code whopship serve} in a process of its own, as an operator runs it. */
final class ServerProcess implements AutoCloseable {

  private static final Pattern TOKEN = Pattern.compile("whop_[A-Za-z0-9_-]{43}");

  private final Process process;
  private final Path output;
  private final int port;
  private final int sitesPort;

  private ServerProcess(Process process, Path output, int port, int sitesPort) {
    this.process = process;
    this.output = output;
    this.port = port;
    this.sitesPort = sitesPort;
  }

  /** Starts it and waits until it serves, or has ended. */
  static ServerProcess start(Path data, Map<String, String> environment) throws IOException {
    ServerProcess server = start(data, environment, freePort(), freePort());
    // A port that was free may be somebody else's by now.
    for (int i = 0; i < 3 && server.output().contains("cannot listen"); i++) {
      server = start(data, environment, freePort(), freePort());
    }
    return server;
  }

  private static ServerProcess start(Path data, Map<String, String> environment, int port,
      int sitesPort) throws IOException {
    Path output = Files.createTempFile("whopship-serve", ".txt");
    ProcessBuilder builder = new ProcessBuilder(
        List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
            System.getProperty("java.class.path"),
            "-Dwhopship.home=" + System.getProperty("whopship.home"), Main.class.getName(), "serve",
            "--port", Integer.toString(port), "--sites-port", Integer.toString(sitesPort), "--data",
            data.toString()))
        .redirectErrorStream(true)
        .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    ServerProcess server = new ServerProcess(builder.start(), output, port, sitesPort);
    await().atMost(Duration.ofSeconds(60))
        .until(() -> !server.process.isAlive() || server.output().contains("WhopShip is up."));
    return server;
  }

  /** Another one on the same ports and data. */
  ServerProcess restarted(Path data, Map<String, String> environment) throws IOException {
    return start(data, environment, port, sitesPort);
  }

  /** What it printed so far. */
  String output() throws IOException {
    return Files.readString(output, UTF_8);
  }

  /** The admin token that it printed at its first start. */
  String token() throws IOException {
    Matcher matcher = TOKEN.matcher(output());
    if (!matcher.find()) {
      throw new AssertionError("no token in: " + output());
    }
    return matcher.group();
  }

  Caller caller(String token) {
    return new Caller(URI.create("http://localhost:" + port), sitesPort, token);
  }

  int port() {
    return port;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it as {@code kill -9} does. */
  void kill() {
    process.destroyForcibly();
    await().atMost(Duration.ofSeconds(10)).until(() -> !process.isAlive());
  }

  /** Asks it to end, as {@code kill} does. */
  void terminate() {
    process.destroy();
  }

  /** The code it ended with, once it has. */
  int exitCode() {
    await().atMost(Duration.ofSeconds(30)).until(() -> !process.isAlive());
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroy();
    await().atMost(Duration.ofSeconds(30)).until(() -> !process.isAlive());
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
