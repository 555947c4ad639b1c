package io.whopship.benchmarks;

import io.whopship.testkit.ArtifactZips;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server, run by the launcher as its users run it, with one app. */
final class WhopShip implements AutoCloseable {

  static final Path HOME = Path.of(System.getProperty("whopship.home", "."));
  /** For anything that a server or a worker has to begin with. */
  static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Stands in a setting for the port of the API. */
  static final String PORT = "{port}";

  /** One for all, as servers of one database have. */
  private static final String TOKEN = UUID.randomUUID().toString();
  private static final String APP = "app_benchmark";
  private static final String SUBDOMAIN = "hello";

  private final Program program;
  private final Path data;
  private final Path log;
  private final int sitesPort;
  private final Duration startTime;
  private final Api api;

  private WhopShip(Program program, Path data, Path log, int sitesPort, Duration startTime,
      Api api) {
    this.program = program;
    this.data = data;
    this.log = log;
    this.sitesPort = sitesPort;
    this.startTime = startTime;
    this.api = api;
  }

  /**
   * Starts it and waits until it says that it can serve. The folder may be one of an earlier run.
   */
  static WhopShip start(Folder folder, String soak) {
    return start(folder, Map.of("WHOPSHIP_SOAK", soak));
  }

  /** The same with these settings, by their names in the environment. */
  static WhopShip start(Folder folder, Map<String, String> settings) {
    int apiPort = Program.freePort();
    int sitesPort = Program.freePort();
    Map<String, String> environment = new HashMap<>(settings);
    environment.replaceAll((name, value) -> value.replace(PORT, Integer.toString(apiPort)));
    environment.put("WHOPSHIP_ADMIN_TOKEN", TOKEN);
    environment.putAll(Map.of("WHOPSHIP_DEPLOYMENTS_PER_HOUR", "0", "WHOPSHIP_STATUS_PER_MINUTE",
        "0", "WHOPSHIP_LOGS_PER_MINUTE", "0"));
    Path data = folder.path().resolve("data");
    Path log = folder.path().resolve("server-" + apiPort + ".log");
    long began = System.nanoTime();
    Program program = Program.start(
        List.of(HOME.resolve("whopship").toString(), "serve", "--port", "" + apiPort,
            "--sites-port", "" + sitesPort, "--data", data.toString()),
        environment, log);
    KeepAlive.untilServed(apiPort, "localhost", "/healthz", PATIENCE);
    Duration startTime = Duration.ofNanos(System.nanoTime() - began);
    return new WhopShip(program, data, log, sitesPort, startTime,
        new Api(URI.create("http://localhost:" + apiPort), TOKEN));
  }

  /** Runs another of its commands to its end, on the same data. */
  static void command(Folder folder, Map<String, String> settings, String... command) {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("WHOPSHIP_DATA", folder.path().resolve("data").toString());
    List<String> line = new ArrayList<>(List.of(HOME.resolve("whopship").toString()));
    line.addAll(List.of(command));
    Program.run(line, environment, folder.path());
  }

  Api api() {
    return api;
  }

  /** From the start of the launcher to the first 200 of {@code /healthz}. */
  Duration startTime() {
    return startTime;
  }

  long pid() {
    return program.pid();
  }

  int sitesPort() {
    return sitesPort;
  }

  String siteHost() {
    return SUBDOMAIN + ".localhost";
  }

  /** Makes the app and deploys a first version. */
  long createSite(String version) {
    createApp();
    return deploy(version);
  }

  void createApp() {
    api.createApp(APP, SUBDOMAIN);
  }

  /** Deploys the test kit's hello worker and waits until it is active. */
  long deploy(String version) {
    long deployment = upload(version);
    api.trigger(deployment);
    api.awaitActive(deployment);
    return deployment;
  }

  /** Waits until the site answers, and says how long that took. */
  Duration visit() {
    return KeepAlive.untilServed(sitesPort, siteHost(), "/api/version", PATIENCE);
  }

  long upload(String version) {
    return api.upload(APP, BodyPublishers.ofByteArray(ArtifactZips.helloWorker(version).bytes()));
  }

  long upload(Path zip) {
    try {
      return api.upload(APP, BodyPublishers.ofFile(zip));
    } catch (FileNotFoundException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deploys what was uploaded and leaves the server alone meanwhile: its log has the times. */
  void run(long deployment) {
    api.trigger(deployment);
    api.awaitActivePatiently(deployment);
  }

  /** The host under which visitors see just this deployment. */
  String previewHost(long deployment) {
    return URI.create(api.find(deployment).path("previewUrl").asText()).getHost();
  }

  /** The configuration of workerd that the server wrote for a deployment. */
  Path workerdConfig(long deployment) {
    try (Stream<Path> files = Files.walk(data)) {
      return files.filter(file -> file.toString().endsWith("-" + deployment + "/config.capnp"))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no config.capnp of " + deployment));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The port and the supervisor's process id of the worker that a deployment started. */
  Worker worker(long deployment) {
    Matcher started = lastLine("worker started release=\\S+-" + deployment
        + " pid=(\\d+) port=(\\d+)");
    return new Worker(Long.parseLong(started.group(1)), Integer.parseInt(started.group(2)));
  }

  record Worker(long supervisor, int port) {

    /** workerd itself, which the supervisor runs. */
    long pid() {
      return ProcessHandle.of(supervisor)
          .orElseThrow()
          .children()
          .filter(child -> child.info().command().orElse("").endsWith("workerd"))
          .findAny()
          .orElseThrow()
          .pid();
    }
  }

  List<String> log() {
    try {
      return Files.readAllLines(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Matcher lastLine(String pattern) {
    return log().stream()
        .map(Pattern.compile(pattern)::matcher)
        .filter(Matcher::find)
        .reduce((first, second) -> second)
        .orElseThrow(() -> new IllegalStateException("the server's log lacks " + pattern));
  }

  @Override
  public void close() {
    program.close();
  }
}
