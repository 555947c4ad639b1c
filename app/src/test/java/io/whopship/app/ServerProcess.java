package io.whopship.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code whopship serve} in a process of its own, as an operator runs it. */
final class ServerProcess implements AutoCloseable {

  /** Stands in an environment for the port of the API. */
  static final String PORT = "{port}";

  /** Tests ask more often than people do. An empty value stands for what is usual. */
  static final Map<String, String> NO_LIMITS = Map.of("WHOPSHIP_DEPLOYMENTS_PER_HOUR", "0",
      "WHOPSHIP_STATUS_PER_MINUTE", "0", "WHOPSHIP_LOGS_PER_MINUTE", "0");

  private static final Pattern TOKEN = Pattern.compile("whop_[A-Za-z0-9_-]{43}");

  private final Process process;
  private final List<String> program;
  private final Path output;
  private final int port;
  private final int sitesPort;

  private ServerProcess(Process process, List<String> program, Path output, int port,
      int sitesPort) {
    this.process = process;
    this.program = program;
    this.output = output;
    this.port = port;
    this.sitesPort = sitesPort;
  }

  /** Starts it and waits until it serves, or has ended. */
  static ServerProcess start(Path data, Map<String, String> environment) throws IOException {
    return start(data, environment, List.of(Main.class.getName(), "serve"));
  }

  /** Starts another program with the same options: options of Java, a class, its arguments. */
  static ServerProcess start(Path data, Map<String, String> environment, List<String> program)
      throws IOException {
    return start(data, environment, List.of(), program);
  }

  /** Starts it by way of another command, which must become it, as {@code exec} does. */
  static ServerProcess start(Path data, Map<String, String> environment, List<String> before,
      List<String> program) throws IOException {
    return start(data, environment, before, program, FreePort.next(), FreePort.next()).awaitStart();
  }

  private static ServerProcess start(Path data, Map<String, String> environment,
      List<String> before, List<String> program, int port, int sitesPort) throws IOException {
    Path output = Files.createTempFile("whopship-serve", ".txt");
    List<String> command = new ArrayList<>(before);
    // Of many starts, those cost most that optimize.
    command
        .addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
            System.getProperty("java.class.path"), "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC", "-Dwhopship.home=" + System.getProperty("whopship.home")));
    command.addAll(program);
    command.addAll(List.of("--port", Integer.toString(port), "--sites-port",
        Integer.toString(sitesPort), "--data", data.toString()));
    ProcessBuilder builder = new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile());
    builder.environment().putAll(NO_LIMITS);
    environment.forEach((name, value) -> builder.environment()
        .put(name, value.replace(PORT, Integer.toString(port))));
    return new ServerProcess(builder.start(), program, output, port, sitesPort);
  }

  /** Waits until it serves, or has ended. */
  ServerProcess awaitStart() {
    await().atMost(Duration.ofSeconds(60))
        .until(() -> !process.isAlive() || isUp());
    return this;
  }

  /** Whether it serves, or did so until it ended. */
  boolean isUp() throws IOException {
    return output().contains("WhopShip is up.");
  }

  /** Another one on the same ports and data. */
  ServerProcess restarted(Path data, Map<String, String> environment) throws IOException {
    return restarting(data, environment).awaitStart();
  }

  /** As {@link #restarted}, but waits for nothing. */
  ServerProcess restarting(Path data, Map<String, String> environment) throws IOException {
    return start(data, environment, List.of(), program, port, sitesPort);
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

  /** A file as this process sees it. */
  Path seen(Path file) {
    return Path.of("/proc", Long.toString(process.pid()), "root")
        .resolve(
            Path.of("/").relativize(file));
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

  /** Stops it in mid-step, or wakes it: {@code STOP} or {@code CONT}. */
  void signal(String name) throws IOException, InterruptedException {
    int exit = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start()
        .waitFor();
    if (exit != 0) {
      throw new IOException("kill -" + name + " ended with " + exit);
    }
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
}
